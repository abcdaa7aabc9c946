using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares;

/// <summary>
/// Reads one upload and stages its files. After a fault it stages no more but reads on: a part that is still to come may hold a fault
/// with a lower number (contract section 2.3).
/// </summary>
internal sealed class UploadReader(UploadStaging staging, UploadOptions limits, PaidExtras extras, Account account)
{
    /// <summary>The most parts that are neither a file nor the metadata.</summary>
    public const int MaxOtherParts = 100;

    private const int MaxBoundaryLength = 200;
    private const int ReadBufferBytes = 32 * 1024;

    private readonly UploadFaults _faults = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private ShareMetadata? _metadata;
    private long _fileBytes;
    private int _files;
    private int _otherParts;

    public ShareMetadata Metadata => _metadata ?? ShareMetadata.None;

    /// <summary>The answer that refuses the upload, or null when all of it is staged.</summary>
    public async Task<ErrorResult?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var maxBytes = Math.Min(limits.MaxUploadBytes, long.MaxValue - UploadOptions.FramingBytes) + UploadOptions.FramingBytes;
        if (request.ContentLength > maxBytes)
            return TooLarge();
        var body = new LimitedBody(request.Body, maxBytes);
        await ReadPartsAsync(request.ContentType, body, cancellationToken);
        if (body.IsExceeded || AreFilesTooLarge)
            return TooLarge();
        if (_files == 0)
            _faults.Report(UploadCheck.FileCount, ErrorResult.Invalid("file", "The upload holds no file"));
        if (!_faults.Any)
            ReportOutage(await staging.FlushAsync());
        return _faults.Answer;
    }

    private bool AreFilesTooLarge => _fileBytes > limits.MaxUploadBytes;

    private ErrorResult TooLarge() => ErrorResult.TooLarge(limits.MaxUploadBytes);

    private async Task ReadPartsAsync(string? contentType, LimitedBody body, CancellationToken cancellationToken)
    {
        try
        {
            await ReadPartsAsync(new MultipartReader(Boundary(contentType), body, ReadBufferBytes), cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            _faults.Report(UploadCheck.Body, ErrorResult.Invalid("body", "The body is not readable as multipart/form-data"));
            await DropRestAsync(body, cancellationToken);
        }
    }

    private static string Boundary(string? contentType)
    {
        var isForm = MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        var boundary = isForm ? HeaderUtilities.RemoveQuotes(type!.Boundary) : default;
        return boundary.Length is > 0 and <= MaxBoundaryLength ? boundary.ToString() : throw new InvalidDataException("No usable boundary");
    }

    private async Task ReadPartsAsync(MultipartReader parts, CancellationToken cancellationToken)
    {
        while (await parts.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            var names = PartNames.Of(part);
            if (names.FileName is { } fileName)
                await ReadFileAsync(UploadFileName.Normalize(fileName), part.Body, cancellationToken);
            else if (names.Name == "metadata" && _metadata is null)
                _metadata = await ReadMetadataAsync(part.Body, cancellationToken);
            else if (++_otherParts > MaxOtherParts)
                throw new InvalidDataException("Too many parts that are no file");
            if (AreFilesTooLarge)
                return;
        }
    }

    private async Task<ShareMetadata> ReadMetadataAsync(Stream content, CancellationToken cancellationToken)
    {
        var json = new byte[ShareMetadata.MaxBytes + 1];
        var length = await content.ReadAtLeastAsync(json, json.Length, throwOnEndOfStream: false, cancellationToken);
        if (length <= ShareMetadata.MaxBytes)
        {
            var metadata = await ShareMetadata.ReadAsync(json.AsMemory(0, length), _faults, extras.Webhooks, cancellationToken);
            if (metadata.IsPaid && await extras.RefuseAsync(account, cancellationToken) is { } refused)
                _faults.Report(refused.Code == ErrorCode.UpgradeRequired ? UploadCheck.PaidFeature : UploadCheck.Storage, refused);
            return metadata;
        }

        var message = $"The metadata is larger than {ShareMetadata.MaxBytes} bytes";
        _faults.Report(UploadCheck.MetadataMember, ErrorResult.Invalid("metadata", message));
        return ShareMetadata.None;
    }

    private async Task ReadFileAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        CheckFile(name);
        staging.BeginFile(name);
        while (true)
        {
            var read = await content.ReadAsync(await RoomAsync(), cancellationToken);
            if (read == 0)
                break;
            _fileBytes += read;
            if (AreFilesTooLarge)
                return;
            if (!_faults.Any)
                staging.Add(read);
        }

        if (!_faults.Any)
            ReportOutage(await staging.EndFileAsync());
    }

    private void CheckFile(string name)
    {
        _files++;
        var problem = UploadFileName.Problem(name) ?? (_names.Contains(name) ? "Two files have the same name" : null);
        if (problem is not null)
        {
            var details = new[] { new FieldError("file", problem) };
            _faults.Report(UploadCheck.FileName, new ErrorResult(ErrorCode.InvalidFilename, problem) { Details = details });
        }

        if (_files > limits.MaxFilesPerShare)
            _faults.Report(UploadCheck.FileCount, ErrorResult.Invalid("file", $"More than {limits.MaxFilesPerShare} files"));
        else
            _names.Add(name);
    }

    private async ValueTask<Memory<byte>> RoomAsync()
    {
        if (!_faults.Any && staging.Room.IsEmpty)
            ReportOutage(await staging.FlushAsync());
        if (_faults.Any)
            staging.Discard();
        return staging.Room;
    }

    private async Task DropRestAsync(LimitedBody body, CancellationToken cancellationToken)
    {
        staging.Discard();
        try
        {
            while (await body.ReadAsync(staging.Room, cancellationToken) > 0)
            {
                // Only the size counts now: it is the one check before "not readable".
            }
        }
        catch (IOException)
        {
            // The body ends here; that it is broken is reported already.
        }
    }

    private void ReportOutage(Refusal? refusal)
    {
        if (refusal is not null)
            _faults.Report(UploadCheck.Storage, ErrorResult.From(refusal));
    }
}
