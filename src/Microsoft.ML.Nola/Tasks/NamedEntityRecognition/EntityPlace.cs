namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>Where a word stands in its entity.</summary>
internal enum EntityPlace
{
    Outside,
    Begin,
    Inside,
    End,
    Single,
}
