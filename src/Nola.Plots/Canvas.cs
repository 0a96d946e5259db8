using ScottPlot;

namespace Microsoft.ML.Nola.Plots;

/// <summary>An empty picture in the colours of a theme.</summary>
internal sealed class Canvas
{
    private const int Least = 200;
    private const int Largest = 8_000;

    private static readonly string[] OnWhite =
        ["#0969da", "#bc4c00", "#1a7f37", "#8250df", "#cf222e", "#0550ae", "#9a6700", "#1b7c83", "#bf3989", "#57606a"];

    private static readonly string[] OnBlack =
        ["#58a6ff", "#f0883e", "#3fb950", "#d2a8ff", "#ff7b72", "#79c0ff", "#e3b341", "#56d4dd", "#f778ba", "#a5d6ff"];

    private readonly int _width;
    private readonly int _height;

    /// <summary>Makes a picture.</summary>
    /// <param name="theme">The colours.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    public Canvas(PlotTheme theme, int width, int height)
    {
        Require(width, nameof(width));
        Require(height, nameof(height));
        _width = width;
        _height = height;
        bool isDark = theme == PlotTheme.Dark;
        Background = Color.FromHex(isDark ? "#0d1117" : "#ffffff");
        Foreground = Color.FromHex(isDark ? "#e6edf3" : "#1b1f24");
        Line = Color.FromHex(isDark ? "#30363d" : "#d0d7de");
        Wrong = Color.FromHex(isDark ? "#ff7b72" : "#cf222e");
        Series = [.. (isDark ? OnBlack : OnWhite).Select(Color.FromHex)];
        Plot.Font.Set(PlotFont.Sans);
        Plot.FigureBackground.Color = Background;
        Plot.DataBackground.Color = Background;
        Plot.Axes.Color(Foreground);
        Plot.Grid.MajorLineColor = Line;
        Plot.Axes.Top.IsVisible = false;
        Plot.Axes.Right.IsVisible = false;
        Plot.Legend.BackgroundColor = Background;
        Plot.Legend.FontColor = Foreground;
        Plot.Legend.OutlineColor = Line;
        Plot.Legend.ShadowColor = Colors.Transparent;
    }

    public Plot Plot { get; } = new();

    public Color Background { get; }

    public Color Foreground { get; }

    public Color Line { get; }

    public Color Wrong { get; }

    /// <summary>The colours of lines and groups; they begin again after the last.</summary>
    public IReadOnlyList<Color> Series { get; }

    /// <summary>Names the axes and the picture.</summary>
    public void Name(string title, string x, string y)
    {
        Plot.Title(PlotText.Clean(title));
        Plot.XLabel(x);
        Plot.YLabel(y);
    }

    /// <summary>Marks an axis with words.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="words">What to write at 0, 1, 2, ...</param>
    /// <param name="size">The size of the letters.</param>
    public static void Mark(IAxis axis, IReadOnlyList<string> words, float size)
    {
        axis.SetTicks([.. Enumerable.Range(0, words.Count).Select(static i => (double)i)], [.. words]);
        axis.MajorTickStyle.Length = 0;
        axis.TickLabelStyle.FontSize = size;
        // One style serves all words of an axis: the font is the one that has the letters of most of them.
        axis.TickLabelStyle.FontName = PlotFont.For(string.Concat(words));
    }

    /// <summary>Puts the legend under the picture.</summary>
    public void ShowLegendBelow()
    {
        Plot.Legend.Orientation = Orientation.Horizontal;
        Plot.ShowLegend(Edge.Bottom);
    }

    public byte[] ToPng()
    {
        Plot.Axes.Title.Label.FontName = PlotFont.For(Plot.Axes.Title.Label.Text);
        return Plot.GetImageBytes(_width, _height, ImageFormat.Png);
    }

    private static void Require(int pixels, string parameter)
    {
        if (pixels is < Least or > Largest)
        {
            throw new ArgumentOutOfRangeException(parameter, pixels, FormattableString.Invariant($"A picture is {Least} to {Largest} pixels wide and high."));
        }
    }
}
