using System.Reflection;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Options;

namespace Spikes.Gateway.Widget;

/// <summary>The scripts this service serves, read once at the first request.</summary>
internal sealed class Scripts(IOptions<GatewayOptions> options)
{
    private readonly Lazy<Script> _widget = new(() => Script.Of(
        string.IsNullOrEmpty(options.Value.WidgetFile) ? BuiltIn("widget.js") : File.ReadAllBytes(options.Value.WidgetFile)));

    private readonly Lazy<Script> _sandbox = new(() => Script.Of(BuiltIn("sandbox.js")));

    public Script Widget => _widget.Value;

    public Script Sandbox => _sandbox.Value;

    private static byte[] BuiltIn(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException("The script is not in the assembly: " + name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
