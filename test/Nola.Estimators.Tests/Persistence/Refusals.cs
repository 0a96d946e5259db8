using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.Persistence;

/// <summary>ML.NET wraps what a loader throws, so what is wanted lies somewhere among the causes.</summary>
internal static class Refusals
{
    public static IReadOnlyList<Exception> Chain(Action action, string what = "")
    {
        var chain = new List<Exception>();
        for (Exception? exception = Assert.Throws<Exception>(action, what); exception is not null; exception = exception.InnerException)
        {
            chain.Add(exception);
        }

        return chain;
    }

    /// <summary>Asserts that an action is refused with an exception of this library, and returns it.</summary>
    public static T Of<T>(Action action, string what = "")
        where T : NolaException
    {
        IReadOnlyList<Exception> chain = Chain(action, what);
        return chain.OfType<T>().FirstOrDefault() ?? throw new AssertFailedException($"{what}: {typeof(T).Name} expected, not {chain[0]}");
    }
}
