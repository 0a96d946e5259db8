using System.Globalization;

namespace Microsoft.ML.Nola.Reports;

/// <summary>Lines over epochs, as SVG.</summary>
internal static class LineChart
{
    private const int Width = 380;
    private const int Height = 220;
    private const int Left = 52;
    private const int Right = 370;
    private const int Top = 12;
    private const int Bottom = 182;
    private const int MostDots = 60;

    /// <summary>Draws a chart. A table with the numbers stands beside it, so the picture only says what it shows.</summary>
    /// <param name="id">An id that is unique in the document.</param>
    /// <param name="name">What it shows.</param>
    /// <param name="series">At most three lines.</param>
    /// <param name="format">How values are written.</param>
    /// <param name="marked">An epoch to mark, and how.</param>
    public static Html Draw(string id, string name, IReadOnlyList<ChartSeries> series, string format, (int Epoch, string Name)? marked = null)
    {
        var x = Axis.Over(series.SelectMany(static one => one.Points.Select(static point => point.X)), Left + 8, Right - 8, whole: true);
        var y = Axis.Over(series.SelectMany(static one => one.Points.Select(static point => point.Y)), Bottom, Top);
        Html legend = series.Count == 1
            ? Html.None
            : Html.Of($"<p class=\"legend\">{series.Select(static (one, i) => Html.Of($"<span class=\"key s{i + 1}\"></span>{one.Name} "))}</p>");
        return Html.Of(
            $"""
            <figure><figcaption>{name}</figcaption>{legend}
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="{id}-title {id}-desc">
            <title id="{id}-title">{name}</title><desc id="{id}-desc">{Describe(series, format)}</desc>
            {y.Marks.Select(mark => Html.Of($"<path class=\"grid\" d=\"M{Left} {y.At(mark):0.#}H{Right}\"/><text class=\"y\" x=\"{Left - 6}\" y=\"{y.At(mark) + 4:0.#}\">{Text(mark, y.Format)}</text>"))}
            {x.Marks.Select(mark => Html.Of($"<text class=\"x\" x=\"{x.At(mark):0.#}\" y=\"{Bottom + 16}\">{mark:0}</text>"))}
            <text class="x name" x="{(Left + Right) / 2}" y="{Height - 4}">epoch</text>
            {Mark(x, marked)}{series.Select((one, i) => Line(one, i + 1, x, y, format))}</svg></figure>

            """);
    }

    private static Html Line(ChartSeries series, int number, Axis x, Axis y, string format)
    {
        (double X, double Y)[] points = [.. series.Points.Where(static point => double.IsFinite(point.Y))];
        Html path = Html.Join(points.Select((point, i) => Html.Of($"{(i == 0 ? "M" : "L")}{x.At(point.X):0.#} {y.At(point.Y):0.#}")));
        IEnumerable<Html> dots = points.Length > MostDots
            ? []
            : points.Select(point => Html.Of(
                $"<circle class=\"dot s{number}\" cx=\"{x.At(point.X):0.#}\" cy=\"{y.At(point.Y):0.#}\" r=\"3\"><title>{series.Name}, epoch {point.X:0}: {Text(point.Y, format)}</title></circle>"));
        return Html.Of($"<path class=\"line s{number}\" d=\"{path}\"/>{dots}");
    }

    private static Html Mark(Axis x, (int Epoch, string Name)? marked)
    {
        if (marked is not var (epoch, name))
        {
            return Html.None;
        }

        double at = x.At(epoch);
        bool isRight = at > (Left + Right) / 2.0;
        return Html.Of(
            $"<path class=\"mark\" d=\"M{at:0.#} {Top}V{Bottom}\"/><text class=\"{(isRight ? "y" : "")}\" x=\"{(isRight ? at - 4 : at + 4):0.#}\" y=\"{Top + 9}\">{name}</text>");
    }

    private static string Describe(IReadOnlyList<ChartSeries> series, string format) => string.Join(" ", series.Select(one =>
    {
        double[] values = [.. one.Points.Select(static point => point.Y).Where(double.IsFinite)];
        return values.Length == 0
            ? $"{one.Name}: no numbers."
            : FormattableString.Invariant($"{one.Name}: from {Text(values[0], format)} to {Text(values[^1], format)} over {values.Length} epochs.");
    }));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
