using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;

namespace Nola.Estimators.Tests.Columns;

[TestClass]
public sealed class LabelValuesTests
{
    [TestMethod]
    public void Values_of_every_type_survive_a_round_trip()
    {
        Check(TextDataViewType.Instance, "a".AsMemory(), "".AsMemory(), "ü\n\ud800".AsMemory());
        Check<sbyte>(NumberDataViewType.SByte, 0, 1, -1);
        Check<byte>(NumberDataViewType.Byte, 0, 1, 255);
        Check<short>(NumberDataViewType.Int16, 0, 1, -1);
        Check<ushort>(NumberDataViewType.UInt16, 0, 1, 2);
        Check(NumberDataViewType.Int32, 0, 1, int.MinValue);
        Check<uint>(NumberDataViewType.UInt32, 0, 1, 2);
        Check<long>(NumberDataViewType.Int64, 0, 1, 2);
        Check<ulong>(NumberDataViewType.UInt64, 0, 1, ulong.MaxValue);
        Check(NumberDataViewType.Single, 0f, 1f, float.NaN);
        Check(NumberDataViewType.Double, 0d, 1d, 2d);
        Check<uint>(new KeyDataViewType(typeof(uint), 5), 0, 1, 5);
        Check(RowIdDataViewType.Instance, new DataViewRowId(1, 2), new DataViewRowId(ulong.MaxValue, 0));
        Check(BooleanDataViewType.Instance, false, true);
        Check(DateTimeDataViewType.Instance, new DateTime(2020, 1, 1), new DateTime(2021, 1, 1));
        Check(TimeSpanDataViewType.Instance, TimeSpan.Zero, TimeSpan.FromDays(1));
        Check(
            DateTimeOffsetDataViewType.Instance,
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)));
    }

    [TestMethod]
    public void Damaged_bytes_are_refused_by_name()
    {
        byte[] bytes = new LabelValues<float>(NumberDataViewType.Single, [1, 2, 3]).Write();
        Assert.AreEqual("zip/labels", Assert.Throws<CorruptModelException>(() => LabelValues.Read(bytes, 2, "zip/labels")).Path);
        Assert.Throws<CorruptModelException>(() => LabelValues.Read([.. bytes, 0], 3, "zip/labels"));
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<CorruptModelException>(() => LabelValues.Read(cut, 3, "zip/labels"));
        }
    }

    private static void Check<T>(PrimitiveDataViewType type, params T[] values)
    {
        var labels = new LabelValues<T>(type, values);
        byte[] bytes = labels.Write();
        LabelValues read = LabelValues.Read(bytes, values.Length, "labels");
        Assert.IsTrue(labels.HasSameValues(read), $"{type}");
        CollectionAssert.AreEqual(bytes, read.Write(), $"{type}");
        Assert.AreEqual(type, read.Type.ItemType);
    }
}
