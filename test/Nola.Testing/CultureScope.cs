using System.Globalization;

namespace Nola.Testing;

/// <summary>Runs a test in another culture: on its thread and on every thread that sets none of its own, such as those that torch and ML.NET work on.</summary>
public sealed class CultureScope : IDisposable
{
    /// <summary>Turkish has letters of its own for i and I; German has a comma where numbers have a point.</summary>
    public const string Turkish = "tr-TR";
    public const string German = "de-DE";

    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly CultureInfo? _default = CultureInfo.DefaultThreadCurrentCulture;

    /// <param name="name">The culture's name; empty is the invariant one.</param>
    public CultureScope(string name)
    {
        // Without ICU every culture is like the invariant one, and the test could not fail.
        Assert.AreEqual("İ", CultureInfo.GetCultureInfo(Turkish).TextInfo.ToUpper("i"), "this system has no cultures");
        Assert.AreEqual("1,5", 1.5.ToString(CultureInfo.GetCultureInfo(German)), "this system has no cultures");
        var culture = CultureInfo.GetCultureInfo(name);
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
        CultureInfo.DefaultThreadCurrentCulture = culture;
    }

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _uiCulture;
        CultureInfo.DefaultThreadCurrentCulture = _default;
    }
}
