using System.Security.Cryptography;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Shares;

namespace Spikes.Grains.Tests.Shares;

public sealed class UploadTests : IDisposable
{
    private readonly Upload _upload = new(new UploadLimits { MaxUploadBytes = 100, MaxFilesPerShare = 2 });

    public void Dispose() => _upload.Dispose();

    [Fact]
    public void Accept_FileInThreePieces_HashesItWhole()
    {
        var bytes = RandomNumberGenerator.GetBytes(90);

        Assert.Null(Append(new Pieces().Add(0, "a", bytes.AsSpan(0, 30), isLast: false)));
        Assert.Null(Append(new Pieces().Add(0, "a", bytes.AsSpan(30, 30), isLast: false).At(30)));
        Assert.Null(Append(new Pieces().Add(0, "a", bytes.AsSpan(60)).At(60)));

        var file = Assert.Single(_upload.Files);
        Assert.Equal((0, "a", 90L, Convert.ToHexStringLower(SHA256.HashData(bytes))), (file.File, file.Name, file.Length, file.Hash));
    }

    [Fact]
    public void Accept_SeveralFilesInOneCall_KeepsThemApart()
    {
        Assert.Null(Append(new Pieces().Add(0, "a", "1").Add(1, "b", "")));

        Assert.Equal([("a", 1L), ("b", 0L)], _upload.Files.Select(file => (file.Name, file.Length)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), _upload.Files[1].Hash);
    }

    [Fact]
    public void WhyNot_ExactlyTheLimits_IsNull()
    {
        Assert.Null(Append(new Pieces().Add(0, "a", new string('x', 50)).Add(1, "b", new string('x', 50))));
        Assert.Null(_upload.WhyNotComplete());
    }

    [Fact]
    public void WhyNot_OneByteTooMany_IsSizeLimit() =>
        Assert.Equal(ErrorCode.SizeLimit, Append(new Pieces().Add(0, "a", new string('x', 101)))?.Code);

    [Fact]
    public void WhyNot_OneFileTooMany_IsValidationError() =>
        Assert.Equal(ErrorCode.ValidationError, Append(new Pieces().Add(0, "a", "").Add(1, "b", "").Add(2, "c", ""))?.Code);

    [Fact]
    public void WhyNot_MoreThanOneCallMayHold_IsSizeLimit()
    {
        using var upload = new Upload(new UploadLimits());

        Assert.Equal(ErrorCode.SizeLimit, upload.WhyNot(new UploadPieces([], new byte[UploadPieces.MaxBytes + 1], 0))?.Code);
        Assert.Equal(ErrorCode.SizeLimit, upload.WhyNot(new UploadPieces(new UploadPiece[UploadPieces.MaxPieces + 1], default, 0))?.Code);
    }

    public static TheoryData<string, UploadPieces> OutOfOrder => new()
    {
        { "begins with the second file", new Pieces().Add(1, "a", "").Build() },
        { "skips a file", new Pieces().Add(0, "a", "").Add(2, "b", "").Build() },
        { "goes back to a closed file", new Pieces().Add(0, "a", "").Add(0, "a", "").Build() },
        { "begins another file before the last ended", new Pieces().Add(0, "a", "", isLast: false).Add(1, "b", "").Build() },
        { "renames an open file", new Pieces().Add(0, "a", "", isLast: false).Add(0, "b", "").Build() },
        { "does not begin at the start", new Pieces().Add(0, "a", "x").At(1).Build() },
        { "says less than it holds", new UploadPieces([new UploadPiece(0, "a", 1, true)], new byte[2], 0) },
        { "says more than it holds", new UploadPieces([new UploadPiece(0, "a", 3, true)], new byte[2], 0) },
        { "has a negative length", new UploadPieces([new UploadPiece(0, "a", -1, false), new(0, "a", 1, true)], default, 0) },
    };

    [Theory]
    [MemberData(nameof(OutOfOrder))]
    public void WhyNot_PiecesOutOfOrder_IsRefused(string reason, UploadPieces pieces) =>
        Assert.True(_upload.WhyNot(pieces)?.Code == ErrorCode.Unavailable, reason);

    [Fact]
    public void WhyNot_SameCallTwice_IsRefused()
    {
        Append(new Pieces().Add(0, "a", "x", isLast: false));

        Assert.Equal(ErrorCode.Unavailable, Append(new Pieces().Add(0, "a", "x", isLast: false))?.Code);
    }

    [Fact]
    public void WhyNotComplete_NoFileOrOpenFile_IsRefused()
    {
        Assert.Equal(ErrorCode.ValidationError, _upload.WhyNotComplete()?.Code);
        Append(new Pieces().Add(0, "a", "x", isLast: false));
        Assert.Equal(ErrorCode.Unavailable, _upload.WhyNotComplete()?.Code);
    }

    private Refusal? Append(Pieces pieces)
    {
        var built = pieces.Build();
        var refusal = _upload.WhyNot(built);
        if (refusal is null) _upload.Accept(built);
        return refusal;
    }
}
