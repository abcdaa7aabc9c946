using Spikes.FakeStripe;

try
{
    var options = FakeStripeOptions.Parse(args);
    await using var stripe = await FakeStripeServer.StartAsync(options);
    Console.WriteLine($"Stripe is played at {stripe.Address}; events go to {options.Webhook}. Ctrl+C ends it.");
    await stripe.WaitForShutdownAsync();
    return 0;
}
catch (Exception fault) when (fault is FormatException or IOException)
{
    Console.Error.WriteLine($"{fault.Message}\n{FakeStripeOptions.Usage}");
    return 2;
}
