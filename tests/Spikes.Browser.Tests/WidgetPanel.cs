using System.Text.RegularExpressions;

namespace Spikes.Browser.Tests;

/// <summary>The feedback widget of a page, used as a reviewer uses it.</summary>
public sealed class WidgetPanel(IPage page)
{
    public const string SavedText = "Your feedback was saved.";

    public ILocator Host => page.Locator("spikes-widget");

    public ILocator Status => this["status"];

    /// <summary>A part by its id.</summary>
    public ILocator this[string id] => page.Locator("spikes-widget #" + id);

    public async Task StartPageFeedbackAsync()
    {
        await OpenMenuAsync();
        await this["page-feedback"].ClickAsync();
    }

    public async Task StartPickingAsync()
    {
        await OpenMenuAsync();
        await this["pick-element"].ClickAsync();
    }

    public async Task PickAsync(ILocator element)
    {
        await StartPickingAsync();
        await element.ClickAsync();
        await Expect(this["comments"]).ToBeFocusedAsync();
    }

    public async Task FillAsync(string? rating, string comments, string? name = null)
    {
        if (rating is not null)
            await this["rating-" + rating].CheckAsync();
        await this["comments"].FillAsync(comments);
        if (name is not null)
            await this["name"].FillAsync(name);
    }

    public async Task SendAsync()
    {
        await this["send"].ClickAsync();
        await IsSavedAsync();
    }

    public async Task IsSavedAsync()
    {
        await Expect(Status).ToHaveTextAsync(SavedText);
        await Expect(Status).ToHaveClassAsync("saved");
    }

    /// <summary>Sends what will not be stored: the text says so, and the draft is still there.</summary>
    public async Task SendInVainAsync(Regex reason)
    {
        var comments = await this["comments"].InputValueAsync();
        await this["send"].ClickAsync();
        await Expect(Status).ToHaveTextAsync(reason);
        await Expect(Status).ToHaveClassAsync("error");
        await Expect(this["comments"]).ToHaveValueAsync(comments);
        await Expect(this["done"]).ToHaveCountAsync(0);
    }

    // The saved view leads to the menu, the launcher everywhere else.
    private async Task OpenMenuAsync()
    {
        var more = this["more"];
        await (await more.IsVisibleAsync() ? more : this["launcher"]).ClickAsync();
    }
}
