using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Spikes.Gateway.Hosting;

/// <summary>Turns what can go wrong at the start into lines that name the cure.</summary>
internal static class StartFault
{
    private const string AnotherPort = "--urls http://localhost:8788";

    /// <summary>Tells the fault on stderr and answers the exit code.</summary>
    public static int Report(Exception exception)
    {
        foreach (var line in Describe(exception) ?? [exception.ToString()])
            Console.Error.WriteLine("error: " + line);
        return 1;
    }

    /// <summary>Lines for a person, or null when the exception is a bug, whose stack trace is wanted.</summary>
    public static IReadOnlyList<string>? Describe(Exception exception)
    {
        var chain = Chain(exception).ToList();
        if (chain.OfType<StartException>().FirstOrDefault() is { } start)
            return [.. start.Messages.Select(OneLine)];
        if (chain.OfType<InvalidDataException>().FirstOrDefault() is { } file)
            return [OneLine(file.Message + " " + file.GetBaseException().Message)];
        if (chain.OfType<AddressInUseException>().Any())
            return [$"{OneLine(exception.Message)} Stop the other process, or choose another port: {AnotherPort}"];
        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket)
            return [$"urls (--urls, ASPNETCORE_URLS): cannot be listened on ({OneLine(socket.Message)}); choose another address: {AnotherPort}"];
        if (chain.OfType<InvalidOperationException>().Any(IsAboutHttps))
            return [$"urls (--urls, ASPNETCORE_URLS): https needs a certificate; set Kestrel:Certificates:Default:Path and :Password, or listen on http: {AnotherPort}"];
        return null;
    }

    private static bool IsAboutHttps(InvalidOperationException exception) =>
        exception.Message.Contains("HTTPS", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        const int Deepest = 20;
        for (var depth = 0; exception is not null && depth < Deepest; depth++)
        {
            yield return exception;
            exception = exception is AggregateException { InnerExceptions.Count: > 0 } several ? several.InnerExceptions[0] : exception.InnerException;
        }
    }

    /// <summary>A text without line breaks.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
