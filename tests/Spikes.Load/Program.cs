using Spikes.Load;
using Spikes.Load.Http;
using Spikes.Load.Measuring;
using Spikes.Load.Scenarios;
using Spikes.Load.Yardsticks;

switch (args)
{
    case [BarePages.Argument, var file]:
        await BarePages.RunAsync(file);
        return 0;
    case [BareCommits.Argument, var connectionString]:
        await BareCommits.RunAsync(connectionString);
        return 0;
}

try
{
    var options = LoadOptions.Parse(args);
    if (options.Scenarios is [LoadOptions.Addresses])
        return await AddressTimes.RunAsync(options);

    await InlineSockets.UseAsync();
    var results = new List<Result>();
    foreach (var scenario in options.Scenarios)
        results.Add(await Scenario.RunAsync(scenario, options));
    Report.Print(options, results);
    return results.SelectMany(result => result.Rows).Any(row => row.Errors > 0) ? 1 : 0;
}
catch (FormatException fault)
{
    Console.Error.WriteLine($"{fault.Message}\n{LoadOptions.Usage}");
    return 2;
}
catch (InvalidOperationException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
