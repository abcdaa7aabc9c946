using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Pages;

/// <summary>Tells pages for browsers from API paths.</summary>
internal static class PagePaths
{
    public const string Verify = "/auth/verify";
    public const string VerifyConfirm = "/auth/verify/confirm";
    public const string Device = "/auth/device";
    public const string DeviceEmail = "/auth/device/email";
    public const string DeviceConfirm = "/auth/device/confirm";
    public const string Dashboard = "/dashboard";
    public const string DevMail = "/dev/mail";

    /// <summary>Paths that are pages by one method and API paths by another.</summary>
    private static readonly string[] OpenedByGet = [Verify, Device];

    /// <summary>Paths that take a form; by any other method they are API paths.</summary>
    private static readonly string[] Forms = [VerifyConfirm, DeviceEmail, DeviceConfirm];

    /// <summary>Whether the request is for a page: no CORS headers there.</summary>
    public static bool IsPage(HttpRequest request) => IsHtml(request) || IsBelow(request.Path, DevMail);

    /// <summary>Whether even refusals are pages: <c>/dev/mail</c> answers programs too.</summary>
    public static bool IsHtml(HttpRequest request) => IsBelow(request.Path, Dashboard)
        || (IsAny(request.Path, Forms) && HttpMethods.IsPost(request.Method))
        || (IsAny(request.Path, OpenedByGet) && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)));

    private static bool IsBelow(PathString path, string root) => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase);

    private static bool IsAny(PathString path, string[] paths) => paths.Contains(path.Value, StringComparer.OrdinalIgnoreCase);
}
