using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A text encoder with post-norm layers, such as BERT (arXiv 1810.04805).</summary>
internal sealed class EncoderNetwork : BackboneNetwork
{
    private readonly TextEmbedding _embedding;
    private readonly PostNormLayer[] _layers;
    private readonly RelativePositionBias? _positionBias;
    private readonly torch.Device _device;

    /// <summary>Reads an encoder.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="reader">What reads its modules.</param>
    /// <param name="layers">The canonical path of the layers; the number of a layer and a dot follow it.</param>
    /// <param name="names">The paths of the modules in a layer.</param>
    /// <param name="poolers">The dense layers that may be the pooler: the first one that the checkpoint has.</param>
    public EncoderNetwork(EncoderConfig config, ModuleReader reader, string layers, PostNormNames names, params ReadOnlySpan<PoolerPath> poolers)
        : base(reader)
    {
        HiddenSize = config.HiddenSize;
        TextLimits = config.Limits;
        _embedding = new TextEmbedding(config, reader);
        _layers = new PostNormLayer[config.Layers];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new PostNormLayer(config, reader, $"{layers}{layer}.", names);
        }

        _positionBias = config.RelativePositions == 0 ? null : new RelativePositionBias(config, reader);
        Pooler = Pooler.Find(reader, HiddenSize, poolers);
        _device = Parameters[0].Tensor.device;
    }

    public override int HiddenSize { get; }

    public override TextLimits TextLimits { get; }

    public override Pooler? Pooler { get; }

    protected override LayeredPass Begin(ModelInput input, ForwardState? state) => new Pass(this, TokenInput.Check(input, state, TextLimits));

    private sealed class Pass : LayeredPass
    {
        private readonly EncoderNetwork _network;
        private readonly TokenBatch _batch;
        private readonly torch.Tensor? _padding;
        private readonly torch.Tensor? _bias;
        private TokenPacking? _packing;

        public Pass(EncoderNetwork network, TokenBatch batch)
        {
            _network = network;
            _batch = batch;
            _padding = PaddingMask.Create(batch, network._device);
            _bias = network._positionBias?.Forward(batch.Length, _padding);
        }

        public override int Layers => _network._layers.Length;

        public override void LeaveOutPadding() => _packing ??= TokenPacking.Create(_batch, _network._device);

        public override torch.Tensor Embed()
        {
            torch.Tensor embedded = _network._embedding.Forward(_batch);
            if (_packing is null)
            {
                return embedded;
            }

            using (embedded)
            {
                return _packing.Pack(embedded);
            }
        }

        public override torch.Tensor Run(int layer, torch.Tensor hidden, AdapterBinding binding)
            => _network._layers[layer].Forward(hidden, _bias ?? _padding, _packing, _batch.Rows, binding);

        public override torch.Tensor Finish(torch.Tensor hidden)
        {
            if (_packing is null)
            {
                return hidden.view(_batch.Rows, _batch.Length, _network.HiddenSize);
            }

            using torch.Tensor all = _packing.Pad(hidden);
            return all.view(_batch.Rows, _batch.Length, _network.HiddenSize);
        }

        public override void Dispose()
        {
            _packing?.Dispose();
            _bias?.Dispose();
            _padding?.Dispose();
        }
    }
}
