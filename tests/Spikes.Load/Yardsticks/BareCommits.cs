using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;
using Spikes.Gateway.Spikes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using Spikes.Grains.Users;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Load.Yardsticks;

/// <summary>The body, the validation, the committer and the answer of POST /spikes, without Orleans and without the rest of the gateway.</summary>
internal static class BareCommits
{
    /// <summary>The hidden first argument; what connects to a migrated database follows.</summary>
    public const string Argument = "bare-commits";

    public static async Task RunAsync(string connectionString)
    {
        var options = new PostgresOptions(connectionString);
        await using var source = PostgresSource.Create(options);
        var builder = BareHost.Create(addServerHeader: false);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOptions<TierOptions>();
        builder.Services.AddPostgresStorage(options, source);
        await using var app = builder.Build();
        var store = app.Services.GetRequiredService<ISpikeStore>();
        app.Run(context => SubmitAsync(context, store));
        await BareHost.ServeAsync(app);
    }

    private static async Task SubmitAsync(HttpContext context, ISpikeStore store)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        var input = (SpikeInput?)null;
        if (error is null)
            (input, error) = SpikeInput.Read(json, context.Request.Headers.UserAgent);
        IResult answer = error is null ? await StoreAsync(store, input!) : error;
        await answer.ExecuteAsync(context);
    }

    private static async Task<IResult> StoreAsync(ISpikeStore store, SpikeInput input)
    {
        var command = new SubmitSpike(Caller.Anonymous, input.ClientId, input.Draft, Guid.NewGuid().ToString());
        var result = await store.SubmitAsync(StoreKey.Unregistered(input.StoreName), command, CancellationToken.None);
        return result.Outcome.IsSuccess(out var spike, out var refusal)
            ? JsonAnswer.Created(new SpikeDone(true, spike.Id), SpikeJson.Default.SpikeDone)
            : ErrorResult.From(refusal);
    }
}
