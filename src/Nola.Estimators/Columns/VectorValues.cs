using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Columns;

/// <summary>Puts values into the vectors that ML.NET hands to getters.</summary>
internal static class VectorValues
{
    /// <summary>Makes a dense vector of values; the buffer's memory is used again if it is large enough.</summary>
    public static void Set<T>(ReadOnlySpan<T> values, ref VBuffer<T> vector)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref vector, values.Length);
        values.CopyTo(editor.Values);
        vector = editor.Commit();
    }
}
