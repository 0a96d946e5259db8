namespace Nola.Browser.Tests;

/// <summary>Where the browser is.</summary>
internal static class Chromium
{
    private static readonly string?[] Places =
    [
        Environment.GetEnvironmentVariable("NOLA_CHROMIUM"),
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    /// <summary>The browser's file. Skips the test, with the reason, if there is none.</summary>
    public static string Find()
    {
        string? found = Places.FirstOrDefault(File.Exists);
        if (found is null)
        {
            Assert.Inconclusive("Skipped: there is no chromium on this machine; eng/install-chromium.sh installs it, and NOLA_CHROMIUM may name another.");
        }

        return found;
    }
}
