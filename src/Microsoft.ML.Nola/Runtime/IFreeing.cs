namespace Microsoft.ML.Nola.Runtime;

/// <summary>Does the work of disposing on a thread that may do it.</summary>
internal interface IFreeing
{
    /// <summary>Does the work and waits for it.</summary>
    void Free(Action work);

    /// <summary>Queues the work and does not wait for it: for finalizers and timers.</summary>
    void Post(Action work);
}
