using Microsoft.Playwright;
using Nola.Testing;

namespace Nola.Browser.Tests;

/// <summary>A report in a browser, with all that the browser complains of and asks for.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IBrowserContext _context;

    private OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>What the browser wrote to its console, errors of scripts included.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>What the page asked for beside itself.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Opens the text of a report.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="html">The report.</param>
    /// <param name="width">The width of the window.</param>
    /// <param name="dark">Whether the reader's system is dark.</param>
    public static async Task<OpenPage> Of(IBrowser browser, string html, int width, bool dark)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 844 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        var open = new OpenPage(context, await context.NewPageAsync());
        string file = open._folder.File("report.html");
        await File.WriteAllTextAsync(file, html);
        string address = new Uri(file).AbsoluteUri;
        open.Page.Console += (_, message) => open.Complaints.Add($"{message.Type}: {message.Text}");
        open.Page.PageError += (_, error) => open.Complaints.Add(error);
        open.Page.Dialog += async (_, dialog) =>
        {
            open.Complaints.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        open.Page.Request += (_, request) =>
        {
            if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                open.Requests.Add(request.Url);
            }
        };
        await open.Page.GotoAsync(address);
        return open;
    }

    /// <summary>The value of an expression in the page.</summary>
    public Task<T> Ask<T>(string expression) => Page.EvaluateAsync<T>(expression);

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _folder.Dispose();
    }
}
