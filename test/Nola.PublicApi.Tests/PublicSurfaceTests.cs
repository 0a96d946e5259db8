using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.PublicApi.Tests;

[TestClass]
public sealed class PublicSurfaceTests
{
    [TestMethod]
    public void Nobody_made_this_project_a_friend()
    {
        string name = typeof(PublicSurfaceTests).Assembly.GetName().Name!;
        foreach (Assembly product in (Assembly[])[typeof(NolaCatalog).Assembly, typeof(AdapterConfig).Assembly])
        {
            Assert.IsFalse(product.GetCustomAttributes<InternalsVisibleToAttribute>().Any(friend => friend.AssemblyName == name));
        }
    }

    [TestMethod]
    public void A_transformer_is_disposable_and_has_no_public_constructor()
    {
        Assert.IsTrue(typeof(IDisposable).IsAssignableFrom(typeof(NolaTransformer)));
        Assert.IsTrue(typeof(NolaTransformer).IsAbstract);
        Assert.IsEmpty(typeof(NolaTransformer).GetConstructors());
        Assert.IsEmpty(typeof(NolaTransformer).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Where(constructor => constructor.IsFamily));
        Assert.IsEmpty(typeof(NolaTextClassificationTransformer).GetConstructors());
    }

    [TestMethod]
    public void Every_public_type_with_settings_can_be_made_as_a_user_makes_it()
    {
        NolaTextClassificationOptions options = UserProgram.Options();
        Assert.AreEqual("Text", options.Sentence1ColumnName);
        Assert.AreSame(BackboneReference.Default, new NolaTextClassificationOptions().Backbone);
        Assert.IsNotNull(UserProgram.Pipeline(new MLContext(), options));
        Assert.IsNotNull(UserProgram.ShortPipeline(new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { "models" } })));
    }
}
