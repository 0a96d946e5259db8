namespace Microsoft.ML.Nola.Columns;

/// <summary>Reads what is to be learnt of the row that a cursor stands at; false if the row's label is missing.</summary>
internal delegate bool TargetReader<TTarget>(out TTarget target);
