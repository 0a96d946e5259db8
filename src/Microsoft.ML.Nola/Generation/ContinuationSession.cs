using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Generation;

/// <summary>Scores the continuations of the prompts of a batch, pass by pass; each pass is one job of the gate.</summary>
/// <param name="backbone">The language model.</param>
/// <param name="binding">What adapts it.</param>
/// <param name="gate">Runs the passes.</param>
/// <param name="prompts">The prompts, each with a continuation that has tokens.</param>
/// <param name="results">For each prompt the places for the log-likelihoods of its continuations, all 0.</param>
/// <threadsafety>For one thread.</threadsafety>
internal sealed class ContinuationSession(
    Backbone backbone, AdapterBinding binding, TorchGate gate, PromptContinuations[] prompts, double[][] results) : IDisposable
{
    /// <summary>How many scores of tokens are in memory at a time: 32 MB.</summary>
    private const long ScoresOfPart = 1 << 23;

    private readonly ForwardState _state = new();

    public void Run(int mostRows, Action? throwIfCancelled)
    {
        TokenBatch[] passes = [.. PromptPasses.Cut(Array.ConvertAll(prompts, static prompt => prompt.Prompt), GenerationSession.PassTokens)];
        for (int pass = 0; pass < passes.Length; pass++)
        {
            throwIfCancelled?.Invoke();
            TokenBatch tokens = passes[pass];
            bool isLast = pass == passes.Length - 1;
            gate.Run(() => ReadPrompts(tokens, isLast), backbone.IsSmall((long)tokens.Rows * tokens.Length));
        }

        // Longer ones first, so that those that are read together are of like length.
        int[][] others = Array.ConvertAll(prompts, static prompt => Enumerable.Range(0, prompt.Continuations.Count)
            .Where(i => prompt.Continuations[i].Length > 1)
            .OrderByDescending(i => prompt.Continuations[i].Length)
            .ToArray());
        int most = others.Max(static indexes => indexes.Length);
        if (most == 0)
        {
            return;
        }

        // Few prompts are copied, so that several continuations of each are read together; the cache bounds it.
        int promptLength = _state.Length;
        long tokensOfRow = promptLength + prompts.Max(static prompt => prompt.Longest);
        int copies = (int)Math.Clamp(Math.Min(mostRows, PromptBatches.MostTokens / tokensOfRow) / prompts.Length, 1, most);
        for (int start = 0; start < most; start += copies)
        {
            throwIfCancelled?.Invoke();
            (int Prompt, int Continuation)?[] rows =
            [
                .. Enumerable.Range(0, prompts.Length).SelectMany(prompt => Enumerable.Range(start, copies)
                    .Select(place => place < others[prompt].Length ? (prompt, others[prompt][place]) : ((int, int)?)null)),
            ];
            int length = rows.Max(row => row is { } place ? IdsOf(place).Length - 1 : 1);
            gate.Run(() => ReadContinuations(rows, length, promptLength), backbone.IsSmall((long)rows.Length * length));
        }
    }

    /// <summary>Frees the cache, through the gate.</summary>
    public void Dispose() => gate.Free(_state.Dispose);

    /// <summary>Reads a stretch of the prompts; the last one predicts the first token of each continuation.</summary>
    private void ReadPrompts(TokenBatch tokens, bool isLast)
    {
        using var mode = torch.no_grad();
        using torch.Tensor hidden = backbone.Forward(tokens, binding, _state);
        if (!isLast)
        {
            return;
        }

        using torch.Tensor last = hidden.select(1, -1);
        (int Prompt, int Continuation)[] places =
        [
            .. Enumerable.Range(0, prompts.Length).SelectMany(prompt => Enumerable.Range(0, prompts[prompt].Continuations.Count).Select(i => (prompt, i)))
                .Where(place => IdsOf(place).Length > 0),
        ];
        Add(last, [.. places.Select(place => new Prediction(place.Prompt, IdsOf(place)[0], place))]);
    }

    /// <summary>Reads continuations but for their last tokens behind the prompts, and takes them back from the cache. A row without one reads any token.</summary>
    private void ReadContinuations((int Prompt, int Continuation)?[] rows, int length, int promptLength)
    {
        using var mode = torch.no_grad();
        if (_state.Rows != rows.Length)
        {
            int copies = rows.Length / prompts.Length;
            _state.Select([.. Enumerable.Range(0, rows.Length).Select(row => row / copies)]);
        }

        var ids = new int[rows.Length * length];
        var mask = new int[ids.Length];
        List<Prediction> predictions = [];
        for (int row = 0; row < rows.Length; row++)
        {
            int start = row * length;
            mask[start] = 1;
            if (rows[row] is { } place)
            {
                int[] continuation = IdsOf(place);
                continuation.AsSpan(0, continuation.Length - 1).CopyTo(ids.AsSpan(start));
                mask.AsSpan(start, continuation.Length - 1).Fill(1);
                predictions.AddRange(Enumerable.Range(1, continuation.Length - 1).Select(at => new Prediction(start + at - 1, continuation[at], place)));
            }
        }

        using torch.Tensor hidden = backbone.Forward(new TokenBatch(ids, mask, rows.Length, length), binding, _state);
        using torch.Tensor flat = hidden.flatten(0, 1);
        Add(flat, predictions);
        _state.Truncate(promptLength);
    }

    /// <summary>Adds the logarithms of the tokens' probabilities, a part of the scores at a time.</summary>
    private void Add(torch.Tensor hidden, List<Prediction> predictions)
    {
        foreach (Prediction[] part in predictions.Chunk((int)Math.Max(1, ScoresOfPart / backbone.VocabularySize)))
        {
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor from = TensorMemory.FromInts(Array.ConvertAll(part, static prediction => prediction.From), hidden.device);
            torch.Tensor ids = TensorMemory.FromLongs(Array.ConvertAll(part, static prediction => (long)prediction.Id), hidden.device);
            torch.Tensor losses = torch.nn.functional.cross_entropy(backbone.Logits(hidden.index_select(0, from)), ids, reduction: torch.nn.Reduction.None);
            float[] values = TensorMemory.ToSingles(losses);
            for (int i = 0; i < part.Length; i++)
            {
                results[part[i].Place.Prompt][part[i].Place.Continuation] -= values[i];
            }
        }
    }

    private int[] IdsOf((int Prompt, int Continuation) place) => prompts[place.Prompt].Continuations[place.Continuation];

    /// <summary>A token that is predicted.</summary>
    /// <param name="From">The hidden state that predicts it.</param>
    /// <param name="Id">The token.</param>
    /// <param name="Place">What continuation it is of.</param>
    private readonly record struct Prediction(int From, int Id, (int Prompt, int Continuation) Place);
}
