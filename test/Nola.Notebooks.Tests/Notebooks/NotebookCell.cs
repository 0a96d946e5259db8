namespace Nola.Notebooks.Tests.Notebooks;

/// <summary>A code cell.</summary>
/// <param name="Number">Its place among all cells, from 1.</param>
/// <param name="Code">The code.</param>
internal sealed record NotebookCell(int Number, string Code);
