using System.Reflection;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Runtime;

/// <summary>
/// No call of the product lets TorchSharp make a Scalar that nothing keeps alive (<see cref="ScalarCalls"/> says why). What TorchSharp does is read from its
/// compiled methods, so a call is found whether the Scalar is made before it, by a conversion, or inside it.
/// </summary>
[TestClass]
public sealed class ScalarCallsUseTests
{
    private static readonly Dictionary<MethodBase, bool> Known = [];

    [TestMethod]
    public void No_call_makes_a_scalar_that_may_be_gone_too_early()
    {
        string[] faults =
        [
            .. from method in CalledMethods.MethodsOf(typeof(ScalarCalls).Assembly)
               where method.DeclaringType != typeof(ScalarCalls)
               from called in CalledMethods.Of(method)
               where MakesScalar(called)
               let parameters = string.Join(", ", called.GetParameters().Select(static parameter => parameter.ParameterType.Name))
               select $"{method.DeclaringType}.{method.Name} calls {called.DeclaringType?.Name}.{called.Name}({parameters})",
        ];
        Assert.IsEmpty(faults, string.Join('\n', faults.Distinct(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Such_calls_are_found_where_they_are()
    {
        Assert.IsTrue(MakesScalar(typeof(Scalar).GetMethod("op_Implicit", [typeof(double)])!), "made before the call");
        Assert.IsTrue(MakesScalar(typeof(torch.Tensor).GetMethod("op_Addition", [typeof(torch.Tensor), typeof(torch.Tensor)])!), "made inside it");
        Assert.IsFalse(MakesScalar(typeof(torch.Tensor).GetMethod("op_Multiply", [typeof(torch.Tensor), typeof(torch.Tensor)])!), "not needed");
        Assert.IsFalse(MakesScalar(typeof(torch.Tensor).GetMethod("add", [typeof(torch.Tensor), typeof(Scalar)])!), "given");
    }

    private static bool MakesScalar(MethodBase method)
    {
        if (method.DeclaringType?.Assembly != typeof(torch).Assembly)
        {
            return false;
        }

        if (Known.TryGetValue(method, out bool known))
        {
            return known;
        }

        Known[method] = false;
        return Known[method] = (method as MethodInfo)?.ReturnType == typeof(Scalar) || CalledMethods.Of(method).Any(MakesScalar);
    }
}
