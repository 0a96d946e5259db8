namespace Microsoft.ML.Nola.Reports;

/// <summary>The reliability diagram: accuracy over confidence, and below it where the rows lie, as SVG.</summary>
internal static class ReliabilityChart
{
    private const int Width = 380;
    private const int Height = 330;
    private const int Left = 52;
    private const int Right = 370;
    private const int Top = 12;
    private const int Bottom = 232;
    private const int StripTop = 246;
    private const int StripBottom = 292;

    private static readonly double[] Marks = [0, 0.2, 0.4, 0.6, 0.8, 1];

    public static Html Draw(IReadOnlyList<CalibrationBin> bins, double error)
    {
        var x = new Axis(0, 1, 0.2, Left, Right);
        var y = new Axis(0, 1, 0.2, Bottom, Top);
        var strip = new Axis(0, Math.Max(1, bins.Max(static bin => bin.Rows)), 1, StripBottom, StripTop);
        return Html.Of(
            $"""
            <figure><figcaption>Accuracy by confidence</figcaption>
            <p class="legend"><span class="key s1"></span>accuracy <span class="key gap"></span>gap to the confidence <span class="key rows"></span>rows</p>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="reliability-title reliability-desc">
            <title id="reliability-title">Reliability diagram</title>
            <desc id="reliability-desc">Bars of accuracy in {bins.Count} bins of confidence; on the diagonal both are equal. The expected calibration error is {error:0.000}.</desc>
            {Marks.Select(mark => Html.Of($"<path class=\"grid\" d=\"M{Left} {y.At(mark):0.#}H{Right}\"/><text class=\"y\" x=\"{Left - 6}\" y=\"{y.At(mark) + 4:0.#}\">{mark:0.0}</text><text class=\"x\" x=\"{x.At(mark):0.#}\" y=\"{StripBottom + 16}\">{mark:0.0}</text>"))}
            {bins.Where(static bin => bin.Rows > 0).Select(bin => Bar(bin, x, y, strip))}
            <path class="mark" d="M{Left} {Bottom}L{Right} {Top}"/>
            <path class="grid" d="M{Left} {StripBottom}H{Right}"/>
            <text class="x name" x="{(Left + Right) / 2}" y="{Height - 5}">confidence (probability of the predicted class)</text></svg></figure>

            """);
    }

    private static Html Bar(CalibrationBin bin, Axis x, Axis y, Axis strip)
    {
        double left = x.At(bin.Lower) + 1;
        double width = x.At(bin.Upper) - x.At(bin.Lower) - 2;
        double accuracy = y.At(bin.Accuracy);
        double confidence = y.At(bin.Confidence);
        double rows = strip.At(bin.Rows);
        return Html.Of(
            $"<g><title>confidence {bin.Lower:0.00} to {bin.Upper:0.00}: {bin.Rows} rows, accuracy {bin.Accuracy:0.000}, mean confidence {bin.Confidence:0.000}</title><rect class=\"fill s1\" x=\"{left:0.#}\" y=\"{accuracy:0.#}\" width=\"{width:0.#}\" height=\"{Bottom - accuracy:0.#}\"/><rect class=\"gap\" x=\"{left:0.#}\" y=\"{Math.Min(accuracy, confidence):0.#}\" width=\"{width:0.#}\" height=\"{Math.Abs(accuracy - confidence):0.#}\"/><rect class=\"rows\" x=\"{left:0.#}\" y=\"{rows:0.#}\" width=\"{width:0.#}\" height=\"{StripBottom - rows:0.#}\"/></g>\n");
    }
}
