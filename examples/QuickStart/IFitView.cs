using Microsoft.ML.Nola;

namespace QuickStart;

/// <summary>Shows fits while they run, one after the other.</summary>
internal interface IFitView : IProgress<NolaProgress>
{
    /// <summary>A fit begins; what it reports from now on is shown under this name.</summary>
    public void Begin(string name);

    /// <summary>The fit is done and its model is being tested.</summary>
    public void BeginTest();

    /// <summary>The test is done.</summary>
    public void End(double accuracy);
}
