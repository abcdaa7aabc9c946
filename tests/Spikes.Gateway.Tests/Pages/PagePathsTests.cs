using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Pages;

namespace Spikes.Gateway.Tests.Pages;

public sealed class PagePathsTests
{
    [Theory]
    [InlineData("GET", "/dashboard", true, true)]
    [InlineData("GET", "/Dashboard/x", true, true)]
    [InlineData("POST", "/dashboard/sign-out", true, true)]
    [InlineData("GET", "/dashboards", false, false)]
    [InlineData("GET", "/auth/verify", true, true)]
    [InlineData("HEAD", "/auth/verify", true, true)]
    [InlineData("POST", "/auth/verify", false, false)]
    [InlineData("POST", "/auth/verify/confirm", true, true)]
    [InlineData("GET", "/auth/verify/confirm", false, false)]
    [InlineData("DELETE", "/auth/device/confirm", false, false)]
    [InlineData("GET", "/auth/device", true, true)]
    [InlineData("POST", "/auth/device", false, false)]
    [InlineData("GET", "/auth/device/poll", false, false)]
    [InlineData("POST", "/auth/device/email", true, true)]
    [InlineData("POST", "/auth/device/confirm", true, true)]
    [InlineData("GET", "/dev/mail", true, false)]
    [InlineData("GET", "/spikes", false, false)]
    public void Is_MethodAndPath_TellsPagesFromTheApi(string method, string path, bool isPage, bool isHtml)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path) = (method, path);
        Assert.Equal((isPage, isHtml), (PagePaths.IsPage(request), PagePaths.IsHtml(request)));
    }
}
