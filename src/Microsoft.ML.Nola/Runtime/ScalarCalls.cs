using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// Calls of libtorch that take a number. TorchSharp makes a Scalar of it, and also of the factor 1 of <c>add_</c>, and keeps only its address while the call
/// runs: a garbage collection in that moment lets the finalizer free it, and the call fails with "Expected false to be true" (measured: 19 times a second
/// of additions beside constant collections; never with a Scalar that lives on). Here each Scalar outlives its call.
/// </summary>
internal static class ScalarCalls
{
    private static readonly Scalar One = 1;
    private static readonly Scalar MinusOne = -1;

    /// <summary>Adds a tensor in place.</summary>
    public static torch.Tensor AddInPlace(this torch.Tensor tensor, torch.Tensor other) => tensor.add_(other, One);

    /// <summary>Adds the product of two tensors in place.</summary>
    public static torch.Tensor AddProductInPlace(this torch.Tensor tensor, torch.Tensor first, torch.Tensor second) => tensor.addcmul_(first, second, One);

    /// <summary>Adds a part of the product of two tensors in place.</summary>
    public static torch.Tensor AddProductInPlace(this torch.Tensor tensor, torch.Tensor first, torch.Tensor second, double factor)
    {
        using Scalar scalar = factor;
        return tensor.addcmul_(first, second, scalar);
    }

    /// <summary>Adds a part of the quotient of two tensors in place.</summary>
    public static torch.Tensor AddQuotientInPlace(this torch.Tensor tensor, torch.Tensor first, torch.Tensor second, double factor)
    {
        using Scalar scalar = factor;
        return tensor.addcdiv_(first, second, scalar);
    }

    /// <summary>The sum of a tensor and the product of two.</summary>
    public static torch.Tensor PlusProduct(this torch.Tensor tensor, torch.Tensor first, torch.Tensor second) => tensor.addcmul(first, second, One);

    /// <summary>A tensor of one number in every place.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="number">The number.</param>
    /// <param name="like">Whose type and device it gets.</param>
    public static torch.Tensor Full(ReadOnlySpan<long> shape, double number, torch.Tensor like)
    {
        using Scalar scalar = number;
        return torch.full(shape, scalar, like.dtype, like.device);
    }

    /// <summary>Says where a tensor is above a number.</summary>
    public static torch.Tensor IsAbove(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.gt(scalar);
    }

    /// <summary>The sum of two tensors.</summary>
    public static torch.Tensor Plus(this torch.Tensor tensor, torch.Tensor other) => tensor.add(other, One);

    /// <summary>The difference of two tensors.</summary>
    public static torch.Tensor Minus(this torch.Tensor tensor, torch.Tensor other) => tensor.add(other, MinusOne);

    /// <summary>The sum of a tensor and a number.</summary>
    public static torch.Tensor Plus(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.add(scalar, One);
    }

    /// <summary>Adds a number in place.</summary>
    public static torch.Tensor AddInPlace(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.add_(scalar, One);
    }

    /// <summary>Multiplies by a number in place.</summary>
    public static torch.Tensor MultiplyInPlace(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.mul_(scalar);
    }

    /// <summary>Divides by a number in place.</summary>
    public static torch.Tensor DivideInPlace(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.div_(scalar);
    }

    /// <summary>The product of a tensor and a number.</summary>
    public static torch.Tensor Times(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.mul(scalar);
    }
}
