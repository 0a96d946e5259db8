namespace Microsoft.ML.Nola.Reports;

/// <summary>The confusion matrix of many classes as a picture: one square a cell, without numbers. Tables beside it name what stands out.</summary>
internal static class ConfusionMap
{
    /// <summary>More would be squares that nobody sees.</summary>
    public const int MostClasses = 400;

    // Squares of one shade are one path, so that the picture of a few hundred classes stays small.
    private const int Shades = 5;
    private const double Size = 380;

    public static Html Draw(ConfusionCounts counts, IReadOnlyList<ClassMetrics> classes)
    {
        int many = counts.NumberOfClasses;
        double step = Size / many;
        IEnumerable<Html> paths = counts.Cells
            .OrderBy(static cell => (cell.Actual, cell.Predicted))
            .GroupBy(cell => (IsRight: cell.Actual == cell.Predicted, Shade: Shade((double)cell.Rows / classes[cell.Actual].Rows)))
            .OrderBy(static group => group.Key.Shade)
            .Select(group => Html.Of(
                $"<path class=\"{(group.Key.IsRight ? "right" : "wrong")}\" fill-opacity=\"{(double)group.Key.Shade / Shades:0.0}\" d=\"{group.Select(static cell => Html.Of($"M{cell.Predicted} {cell.Actual}h1v1h-1z"))}\"/>\n"));
        return Html.Of(
            $"""
            <figure><figcaption>All {many} classes</figcaption>
            <p class="legend"><span class="key right"></span>right <span class="key wrong"></span>wrong; the stronger, the larger the share of the row</p>
            <svg class="map" viewBox="0 0 {many} {many}" role="img" aria-labelledby="map-title map-desc">
            <title id="map-title">Confusion matrix of {many} classes</title>
            <desc id="map-desc">One row for each actual class, one column for each predicted class, in the order of the table of classes. Right ones lie on the diagonal.</desc>
            <rect class="frame" x="0" y="0" width="{many}" height="{many}" stroke-width="{1 / step:0.###}"/>
            {paths}</svg></figure>

            """);
    }

    /// <summary>From 1 to <see cref="Shades"/>; the root makes small shares visible.</summary>
    private static int Shade(double share) => Math.Clamp((int)Math.Ceiling(Math.Sqrt(share) * Shades), 1, Shades);
}
