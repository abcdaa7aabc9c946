using System.Collections.Frozen;

namespace Spikes.Gateway.Shares;

/// <summary>Content types of shared files by extension, in any case (contract section 5.5).</summary>
internal static class ContentTypes
{
    private const string Unknown = "application/octet-stream";
    private const string Charset = "; charset=utf-8";

    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>
    {
        [".html"] = "text/html" + Charset,
        [".htm"] = "text/html" + Charset,
        [".css"] = "text/css" + Charset,
        [".js"] = "text/javascript" + Charset,
        [".mjs"] = "text/javascript" + Charset,
        [".json"] = "application/json" + Charset,
        [".map"] = "application/json" + Charset,
        [".webmanifest"] = "application/manifest+json",
        [".txt"] = "text/plain" + Charset,
        [".md"] = "text/plain" + Charset,
        [".xml"] = "application/xml" + Charset,
        [".svg"] = "image/svg+xml" + Charset,
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".ico"] = "image/x-icon",
        [".woff"] = "font/woff",
        [".woff2"] = "font/woff2",
        [".ttf"] = "font/ttf",
        [".otf"] = "font/otf",
        [".mp4"] = "video/mp4",
        [".webm"] = "video/webm",
        [".mp3"] = "audio/mpeg",
        [".pdf"] = "application/pdf",
        [".wasm"] = "application/wasm",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Of(string fileName) => ByExtension.GetValueOrDefault(Path.GetExtension(fileName), Unknown);
}
