using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>A fitted finder of answers. It adds the best answers and their scores; the columns of the right answer stay and are not needed.</summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaQuestionAnsweringTransformer : NolaTransformer
{
    internal NolaQuestionAnsweringTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
