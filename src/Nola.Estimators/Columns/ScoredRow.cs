using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Columns;

/// <summary>A row with what a fitted model gives it.</summary>
/// <param name="Input">What was read of the row.</param>
/// <param name="Batch">The scores of the rows that it was scored with.</param>
/// <param name="Index">The place of the row among them.</param>
internal readonly record struct ScoredRow(RowInput Input, RowScores Batch, int Index)
{
    /// <summary>The text of a row of texts.</summary>
    public string First => ((TextInput)Input).First;

    /// <summary>The numbers of its outputs, one output after another.</summary>
    public ReadOnlyMemory<float> Scores => Batch.Of(Index);

    /// <summary>The text that was generated for the row.</summary>
    public string Text => Batch.Texts[Index];

    /// <summary>For each output of a head that reads tokens the part of the text that it speaks for; else none.</summary>
    public TextSpan[] Spans => Batch.SpansOf(Index);
}
