using Microsoft.ML.Nola;
using Microsoft.Playwright;
using Nola.Testing;

namespace Nola.Browser.Tests;

/// <summary>Reports as a reader sees them, light and dark, on a phone and on a desk.</summary>
[TestClass]
public sealed class ReportTests
{
    private const int Phone = 390;
    private const int Desk = 1280;

    private static IPlaywright? playwright;
    private static IBrowser? browser;

    public static IEnumerable<object[]> Cases =>
        from report in new[] { "fit", "binary", "many" }
        from dark in new[] { false, true }
        from width in new[] { Phone, Desk }
        select new object[] { report, dark, width };

    [ClassInitialize]
    public static async Task Start(TestContext _)
    {
        string chromium = Chromium.Find();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium });
    }

    [ClassCleanup]
    public static async Task Stop()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task A_report_opens_without_a_complaint_a_request_or_a_need_to_scroll_sideways(string report, bool dark, int width)
    {
        await using OpenPage open = await OpenPage.Of(browser!, Html(report), width, dark);
        Assert.AreEqual("", string.Join('\n', open.Complaints));
        Assert.AreEqual("", string.Join('\n', open.Requests));
        Assert.AreEqual(width, await open.Ask<int>("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
        Assert.AreEqual(0, await open.Ask<int>("document.scripts.length + document.images.length"));
        Assert.AreEqual(dark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)", await open.Ask<string>("getComputedStyle(document.body).backgroundColor"));

        // For whoever changes how a report looks: the pictures, and the files themselves.
        if (Environment.GetEnvironmentVariable("NOLA_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{report}.html"), Html(report));
            await open.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{report}-{(dark ? "dark" : "light")}-{width}.png"), FullPage = true });
        }
    }

    [TestMethod]
    [DataRow("fit", "The fit, What was trained", 3, 3)]
    [DataRow("binary", "Confusion matrix, Calibration, Classes, The most confident errors", 3, 1)]
    [DataRow("many", "Confusion matrix, Calibration, Classes, The most confident errors", 4, 2)]
    public async Task Sections_tables_and_charts_are_there(string report, string headings, int tables, int charts)
    {
        await using OpenPage open = await OpenPage.Of(browser!, Html(report), Desk, dark: false);
        Assert.AreEqual(headings, string.Join(", ", await open.Ask<string[]>("[...document.querySelectorAll('h2')].map(one => one.textContent)")));
        Assert.AreEqual(1, await open.Ask<int>("document.querySelectorAll('h1').length"));
        Assert.AreEqual(tables, await open.Ask<int>("document.querySelectorAll('table').length"));
        Assert.AreEqual(charts, await open.Ask<int>("document.querySelectorAll('svg').length"));
    }

    /// <summary>Each chart has a title and a description, each table a caption, each section a heading, and no id is there twice.</summary>
    [TestMethod]
    [DataRow("fit")]
    [DataRow("binary")]
    [DataRow("many")]
    public async Task Everything_has_a_name_for_those_who_do_not_see_it(string report)
    {
        await using OpenPage open = await OpenPage.Of(browser!, Html(report), Desk, dark: false);
        Assert.AreEqual(0, await open.Ask<int>(
            "[...document.querySelectorAll('svg')].filter(svg => svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-labelledby').split(' ')"
            + ".every(id => document.getElementById(id)?.textContent.length > 0)).length"));
        Assert.AreEqual(0, await open.Ask<int>("[...document.querySelectorAll('table')].filter(table => !table.caption?.textContent).length"));
        Assert.AreEqual(0, await open.Ask<int>("[...document.querySelectorAll('section')].filter(one => !document.getElementById(one.getAttribute('aria-labelledby'))).length"));
        Assert.AreEqual(0, await open.Ask<int>("(ids => ids.length - new Set(ids).size)([...document.querySelectorAll('[id]')].map(one => one.id))"));
    }

    /// <summary>WCAG 2.1, AA: 4.5 to 1 for text. Shaded cells mix a colour into the page, so their ground is worked out as the browser does.</summary>
    [TestMethod]
    [DataRow("binary", false)]
    [DataRow("binary", true)]
    [DataRow("many", false)]
    [DataRow("many", true)]
    public async Task Text_stands_out_from_its_ground(string report, bool dark)
    {
        await using OpenPage open = await OpenPage.Of(browser!, Html(report), Desk, dark);
        string[] faint = await open.Ask<string[]>(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "test/Nola.Browser.Tests/contrast.js")));
        Assert.AreEqual("", string.Join('\n', faint.Distinct(StringComparer.Ordinal).Take(10)));
    }

    [TestMethod]
    public async Task Texts_of_others_are_shown_as_they_are()
    {
        await using OpenPage open = await OpenPage.Of(browser!, Html("binary"), Desk, dark: false);
        string[] shown = await open.Ask<string[]>("[...document.querySelectorAll('blockquote')].map(one => one.textContent)");
        Assert.Contains(Reports.Hostile[0], shown);
        Assert.Contains(Reports.Hostile[1], shown);
        Assert.IsTrue(shown.Any(static text => text.StartsWith("half a pair \ufffd and another \ufffd, a zero \u2400, a bell \u2407, an escape \u241b[31m", StringComparison.Ordinal)));
        Assert.AreEqual("Reviews <b>&amp;</b> opinions", await open.Page.TitleAsync());
        Assert.AreEqual("rtl", await open.Ask<string>(
            "getComputedStyle([...document.querySelectorAll('blockquote')].find(one => one.textContent.startsWith('\u0645'))).direction"));
    }

    [TestMethod]
    public async Task It_prints_dark_on_white()
    {
        await using OpenPage open = await OpenPage.Of(browser!, Html("many"), Desk, dark: true);
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.AreEqual("rgb(255, 255, 255)", await open.Ask<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.AreEqual("rgb(0, 0, 0)", await open.Ask<string>("getComputedStyle(document.body).color"));
        byte[] pdf = await open.Page.PdfAsync(new PagePdfOptions { Format = "A4" });
        Assert.IsGreaterThan(20_000, pdf.Length);
    }

    private static string Html(string report) => report switch
    {
        "fit" => Reports.Fit.ToHtml(),
        "binary" => BinaryHtml.Value,
        _ => ManyHtml.Value,
    };

    private static readonly Lazy<string> BinaryHtml = new(static () => Reports.Binary().ToHtml());
    private static readonly Lazy<string> ManyHtml = new(static () => Reports.Many().ToHtml());
}
