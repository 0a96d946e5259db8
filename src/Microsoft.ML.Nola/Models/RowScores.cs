using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>What a model gives for some rows.</summary>
internal sealed class RowScores
{
    private readonly int _width;
    private readonly int[]? _ends;
    private readonly InputRows? _rows;

    /// <summary>Scores of rows that all have as many.</summary>
    /// <param name="values">The scores, row after row.</param>
    /// <param name="width">The scores of a row.</param>
    public RowScores(float[] values, int width) => (Values, _width) = (values, width);

    /// <summary>Scores of single tokens.</summary>
    /// <param name="values">The scores, row after row.</param>
    /// <param name="ends">How many there are up to the end of each row.</param>
    /// <param name="rows">The rows.</param>
    public RowScores(float[] values, int[] ends, InputRows rows) => (Values, _ends, _rows) = (values, ends, rows);

    /// <summary>Texts, of a model that generates them.</summary>
    /// <param name="texts">The text of each row.</param>
    public RowScores(string[] texts) => (Values, Texts) = ([], texts);

    /// <summary>The text of each row, if the model generates them; else none.</summary>
    public IReadOnlyList<string> Texts { get; } = [];

    /// <summary>All scores, row after row.</summary>
    public float[] Values { get; }

    /// <summary>The scores of a row, [outputs, width of the head's output].</summary>
    public ReadOnlyMemory<float> Of(int row) => MemoryOf(row);

    /// <summary>Where the scores of a row go.</summary>
    public Span<float> SpanOf(int row) => MemoryOf(row).Span;

    /// <summary>The parts of the row's text that the outputs speak for, if the head reads tokens; else none.</summary>
    public TextSpan[] SpansOf(int row) => _rows?.SpansOf(row) ?? [];

    private Memory<float> MemoryOf(int row)
    {
        int start = _ends is null ? row * _width : row == 0 ? 0 : _ends[row - 1];
        return Values.AsMemory(start, (_ends is null ? start + _width : _ends[row]) - start);
    }
}
