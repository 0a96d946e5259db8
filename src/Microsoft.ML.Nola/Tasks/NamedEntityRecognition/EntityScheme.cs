namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>Which tags make an entity.</summary>
internal enum EntityScheme
{
    /// <summary>As the script conlleval counts: an entity also begins at an I- tag that no entity of its type goes before.</summary>
    Lenient,

    /// <summary>Strict IOB2: only B- begins an entity, and only I- of its type goes on with it.</summary>
    Strict,
}
