using System.Text;
using Spikes.Load.Servers;

namespace Spikes.Load.Scenarios;

/// <summary>A page of the size that a small mockup has.</summary>
internal static class SamplePage
{
    private const int Cards = 40;

    /// <summary>Uploads it as many shares, each of an account of its own, and gives their paths.</summary>
    public static async Task<IReadOnlyList<string>> UploadAsync(IServerUnderLoad server, int shares)
    {
        using var app = server.NewApp();
        var paths = new List<string>();
        for (var number = 0; number < shares; number++)
        {
            var answer = await app.ShareAsync(await app.SignUpAsync(), """{"name":"load"}""", ("index.html", Html()));
            paths.Add($"/s/{answer.Is(201)["slug"]!.GetValue<string>()}/");
        }

        return paths;
    }

    private static string Html()
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Plans</title></head>\n<body><main>\n");
        for (var card = 1; card <= Cards; card++)
            html.Append(FormattableString.Invariant($"<article class=\"plan\"><h2>Plan {card}</h2><p>Everything a small team needs.</p><button>Choose</button></article>\n"));
        return html.Append("</main></body></html>\n").ToString();
    }
}
