using Spikes.Gateway.Http;

namespace Spikes.Gateway.Shares;

/// <summary>The checks of an upload, numbered as in contract section 2.3.</summary>
internal enum UploadCheck
{
    Size = 3,
    Body = 4,
    MetadataJson = 5,
    MetadataMember = 6,
    PaidFeature = 7,
    FileName = 8,
    FileCount = 9,
    Storage = 10,
}

/// <summary>Keeps the fault with the lowest number: the parts come in any order, the answer does not depend on it.</summary>
internal sealed class UploadFaults
{
    private UploadCheck _check;

    public ErrorResult? Answer { get; private set; }

    public bool Any => Answer is not null;

    public void Report(UploadCheck check, ErrorResult answer)
    {
        if (Answer is not null && check >= _check)
            return;
        _check = check;
        Answer = answer;
    }
}
