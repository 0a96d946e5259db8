using Nola.Estimators.Tests.EndToEnd;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Tasks.TextClassification;

[TestClass]
public sealed class CatalogTests
{
    [TestMethod]
    public void A_model_without_our_stages_has_none_however_it_is_nested()
    {
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable([new Row()]);
        var inner = context.Transforms.CopyColumns("A", "Text").Append(context.Transforms.CopyColumns("B", "A"));
        TransformerChain<ITransformer> model = new(context.Transforms.CopyColumns("C", "Text").Append(inner).Fit(data));
        Assert.IsEmpty(model.GetNolaTransformers());
        Assert.Throws<ArgumentNullException>(() => NolaCatalog.GetNolaTransformers(null!));
    }
}
