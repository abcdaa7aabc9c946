using Spikes.Chaos;
using Spikes.Chaos.Judging;
using Spikes.Chaos.Running;

try
{
    var options = ChaosOptions.Parse(args);
    Console.WriteLine(Report.Method(options));
    var verdicts = new List<Verdict>();
    foreach (var scenario in options.Scenarios)
    {
        Console.WriteLine($"\n== {scenario.Name}: {scenario.What}");
        var verdict = await Runner.RunAloneAsync(scenario, options, TimeProvider.System);
        verdicts.Add(verdict);
        Console.WriteLine(Report.Of(verdict));
    }

    Console.WriteLine(Report.Table(verdicts));
    return verdicts.All(verdict => verdict.IsGood) ? 0 : 1;
}
catch (FormatException fault)
{
    Console.Error.WriteLine($"{fault.Message}\n{ChaosOptions.Usage}");
    return 2;
}
