using Spikes.Gateway.Http;

namespace Spikes.Gateway.Tests.Http;

public sealed class ErrorCodesTests
{
    /// <summary>The table of contract section 0.3.</summary>
    private static readonly Dictionary<int, string[]> Contract = new()
    {
        [400] = ["INVALID_FILENAME", "INVALID_JSON", "VALIDATION_ERROR"],
        [401] = ["AUTH_FAILED", "AUTH_REQUIRED", "TOKEN_EXPIRED", "TOKEN_INVALID", "TOKEN_USED"],
        [403] = ["ACCESS_DENIED", "AUTH_FORBIDDEN", "ORIGIN_NOT_ALLOWED", "SCOPE_DENIED", "UPGRADE_REQUIRED"],
        [404] = ["NOT_FOUND", "PROJECT_NOT_FOUND"],
        [405] = ["METHOD_NOT_ALLOWED"],
        [409] = ["AMBIGUOUS_ID", "PROJECT_EXISTS"],
        [410] = ["DEVICE_CODE_EXPIRED"],
        [413] = ["SIZE_LIMIT"],
        [428] = ["AUTHORIZATION_PENDING"],
        [429] = ["BUDGET_EXCEEDED", "RATE_LIMIT", "SHARE_LIMIT", "SPIKE_LIMIT"],
        [500] = ["INTERNAL_ERROR"],
        [502] = ["UPSTREAM_ERROR"],
        [503] = ["UNAVAILABLE"],
    };

    [Fact]
    public void Wire_EveryErrorCode_IsOneRowOfTheContract()
    {
        var wired = Enum.GetValues<ErrorCode>().Select(code => code.Wire())
            .OrderBy(wire => wire.Status).ThenBy(wire => wire.Name, StringComparer.Ordinal);

        Assert.Equal(Contract.SelectMany(row => row.Value.Select(name => (row.Key, name))), wired);
    }

    [Fact]
    public void Wire_EveryErrorCode_IsNamedAsItsValue() => Assert.All(
        Enum.GetValues<ErrorCode>(),
        code => Assert.Equal(code.ToString(), code.Wire().Name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true));
}
