using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>Drops entries of the input of an adapter, by rules that training owns.</summary>
internal interface IInputDropout
{
    /// <summary>The input [tokens, in] with some entries zero and the others scaled up. The caller owns it.</summary>
    torch.Tensor Apply(AdapterSite site, torch.Tensor input);
}
