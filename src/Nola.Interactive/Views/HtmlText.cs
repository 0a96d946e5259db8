using System.Globalization;
using System.Net;
using System.Text;

namespace Microsoft.ML.Nola.Views;

/// <summary>Writes a view as HTML without scripts, in the colours of the page that it lands in. Every text is encoded.</summary>
internal static class HtmlText
{
    private const double Width = 420;
    private const double Height = 140;
    private const double Margin = 6;

    private static readonly string[] Strokes = ["#1f77b4", "#ff7f0e"];

    public static string Of(View view)
    {
        var html = new StringBuilder("<div class=\"nola\">");
        foreach (Table table in view.Tables)
        {
            Append(html, table);
        }

        if (view.Curves is [{ Points.Count: > 1 }, ..])
        {
            Append(html, view.Curves);
        }

        return html.Append("</div>").ToString();
    }

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static void Append(StringBuilder html, Table table)
    {
        html.Append("<table><caption style=\"text-align:left\">").Append(Encode(table.Title)).Append("</caption>");
        if (table.Header.Count > 0)
        {
            html.Append("<thead><tr>");
            foreach (string name in table.Header)
            {
                html.Append("<th>").Append(Encode(name)).Append("</th>");
            }

            html.Append("</tr></thead>");
        }

        html.Append("<tbody>");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            html.Append("<tr><th style=\"text-align:left\">").Append(Encode(row[0])).Append("</th>");
            foreach (string cell in row.Skip(1))
            {
                html.Append("<td style=\"text-align:right\">").Append(Encode(cell)).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
    }

    private static void Append(StringBuilder html, IReadOnlyList<Curve> curves)
    {
        double[] finite = [.. curves.SelectMany(static curve => curve.Points).Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            return;
        }

        double top = finite.Max();
        double bottom = Math.Min(0, finite.Min());
        html.Append(CultureInfo.InvariantCulture, $"<svg width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" role=\"img\">")
            .Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.3\"/>");
        for (int i = 0; i < curves.Count; i++)
        {
            string stroke = Strokes[i % Strokes.Length];
            html.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{stroke}\" stroke-width=\"2\" d=\"{Path(curves[i].Points, bottom, top)}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Margin}\" y=\"{16 * (i + 1)}\" text-anchor=\"end\" font-size=\"12\" fill=\"{stroke}\">")
                .Append(Encode(curves[i].Name)).Append("</text>");
        }

        html.Append("</svg>");
    }

    /// <summary>A line through the points; a point that is no number ends it, and the next begins a new one.</summary>
    private static string Path(IReadOnlyList<double> points, double bottom, double top)
    {
        var path = new StringBuilder();
        bool isDrawing = false;
        for (int i = 0; i < points.Count; i++)
        {
            if (double.IsFinite(points[i]))
            {
                double x = Margin + (i * (Width - (2 * Margin)) / Math.Max(1, points.Count - 1));
                double share = top > bottom ? (points[i] - bottom) / (top - bottom) : 0.5;
                path.Append(isDrawing ? 'L' : 'M').Append(CultureInfo.InvariantCulture, $"{x:F1} {Height - Margin - (share * (Height - (2 * Margin))):F1}");
            }

            isDrawing = double.IsFinite(points[i]);
        }

        return path.ToString();
    }
}
