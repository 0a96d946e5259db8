using Microsoft.ML;

namespace QuickStart;

/// <summary>Rows to fit on, rows to test on, the labels, and a few texts to show predictions for.</summary>
internal sealed record TextData(string Title, IDataView Train, IDataView Test, IReadOnlyList<string> Labels, IReadOnlyList<string> Samples);
