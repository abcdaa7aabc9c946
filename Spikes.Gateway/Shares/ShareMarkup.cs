using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares;

/// <summary>Bytes that go into a file at a place.</summary>
internal readonly record struct Insertion(long Offset, ReadOnlyMemory<byte> Bytes);

/// <summary>What goes into one file.</summary>
/// <param name="file">The file.</param>
/// <param name="baseHref">The address of its base element, or null.</param>
/// <param name="insertions">By rising offset.</param>
internal sealed class PageMarkup(SharedFile file, string? baseHref, IReadOnlyList<Insertion> insertions)
{
    public string? BaseHref => baseHref;

    /// <summary>The whole file with what goes into it.</summary>
    public FilePlan Plan => field ??= FilePlan.Of(file.Length, range: null, insertions);

    /// <summary>A strong validator of the bytes that the insertions make of the file.</summary>
    public string ETag => field ??= MakeETag();

    private string MakeETag()
    {
        if (insertions.Count == 0)
            return $"\"{file.ContentHash}\"";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(file.ContentHash));
        foreach (var insertion in insertions)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"@{insertion.Offset}:")));
            hash.AppendData(insertion.Bytes.Span);
        }

        return $"\"{Convert.ToHexStringLower(hash.GetHashAndReset())}\"";
    }
}

/// <summary>What is put into HTML files: storage shim, base element and widget (contract section 5.5).</summary>
internal sealed class ShareMarkup(PublicUrls urls)
{
    // As long as the file itself is remembered: most requests are for a page that was sent a moment ago.
    private readonly ConditionalWeakTable<SharedFile, PageMarkup> _made = [];

    /// <summary>What goes into a file; nothing into files that are no HTML.</summary>
    /// <param name="file">The file.</param>
    /// <param name="baseHref">Where its relative links lead, when its own address would lead them astray; else null.</param>
    public PageMarkup For(SharedFile file, string? baseHref)
    {
        if (_made.TryGetValue(file, out var made) && made.BaseHref == baseHref)
            return made;
        made = new PageMarkup(file, baseHref, Insertions(file, baseHref));
        _made.AddOrUpdate(file, made);
        return made;
    }

    private IReadOnlyList<Insertion> Insertions(SharedFile file, string? baseHref)
    {
        if (file.Html is not { } places)
            return [];
        var insertions = new List<Insertion>();
        Add(insertions, places.HeadOffset, Head(places, baseHref), places.Encoding);
        Add(insertions, places.BodyOffset, Widget(file, places), places.Encoding);
        // A document may close its body before it opens its head; a stable sort keeps the head's markup first.
        return [.. insertions.OrderBy(insertion => insertion.Offset)];
    }

    private string Head(HtmlPlaces places, string? baseHref)
    {
        // The shim goes first: a base element would change where its address leads.
        var shim = urls.HasContentOrigin ? "" : $"<script src=\"{Escape(urls.Public)}/sandbox.js\"></script>";
        return baseHref is null || places.HasBase ? shim : $"{shim}<base href=\"{Escape(baseHref)}\">";
    }

    private string Widget(SharedFile file, HtmlPlaces places)
    {
        if (places.HasWidget)
            return "";
        var badge = file.OwnerTier is Tier.Free ? "" : " data-no-badge=\"true\"";
        var target = $"data-endpoint=\"{Escape(urls.Public)}/spikes\" data-project=\"{Escape(file.ShareId)}\"";
        return $"<script src=\"{Escape(urls.Widget)}\" {target}{badge}></script>";
    }

    // Escapes all that is not ASCII too, so that the markup reads the same in every encoding that contains ASCII.
    private static string Escape(string value) => HtmlEncoder.Default.Encode(value);

    private static void Add(List<Insertion> insertions, long offset, string markup, MarkupEncoding encoding)
    {
        if (markup.Length > 0)
            insertions.Add(new Insertion(offset, Encode(markup, encoding)));
    }

    private static byte[] Encode(string markup, MarkupEncoding encoding) => encoding switch
    {
        MarkupEncoding.Ascii => Encoding.ASCII.GetBytes(markup),
        MarkupEncoding.Utf16LittleEndian => Encoding.Unicode.GetBytes(markup),
        MarkupEncoding.Utf16BigEndian => Encoding.BigEndianUnicode.GetBytes(markup),
    };
}
