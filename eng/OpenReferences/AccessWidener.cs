using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace OpenReferences;

/// <summary>Widens the access of types and members by changing their flags in place, so that every other byte of the assembly stays.</summary>
internal static class AccessWidener
{
    /// <summary>The access is the low three bits of the flags in all three tables (ECMA-335 II.23.1.5, .10, .15).</summary>
    private const int AccessMask = 7;

    /// <summary>Where the flags lie in a row (ECMA-335 II.22.15, .26, .37): a MethodDef row begins with its address (4 bytes) and ImplFlags (2).</summary>
    private const int TypeFlagsOffset = 0;
    private const int FieldFlagsOffset = 0;
    private const int MethodFlagsOffset = 6;

    public static byte[] Widen(byte[] assembly)
    {
        byte[] image = [.. assembly];
        using var reader = new PEReader(new MemoryStream(assembly));
        MetadataReader metadata = reader.GetMetadataReader();
        int start = reader.PEHeaders.MetadataStartOffset;
        WidenTable(image, metadata, start, TableIndex.TypeDef, TypeFlagsOffset, static access => (TypeAttributes)access switch
        {
            TypeAttributes.NotPublic => (int)TypeAttributes.Public,
            TypeAttributes.NestedAssembly => (int)TypeAttributes.NestedPublic,
            TypeAttributes.NestedFamANDAssem => (int)TypeAttributes.NestedFamily,
            _ => access,
        });
        WidenTable(image, metadata, start, TableIndex.Field, FieldFlagsOffset, WidenMember);
        WidenTable(image, metadata, start, TableIndex.MethodDef, MethodFlagsOffset, WidenMember);
        return image;
    }

    /// <summary>Fields and methods share their access values. "private protected" becomes protected, so that an override can still be written as one.</summary>
    private static int WidenMember(int access) => (MethodAttributes)access switch
    {
        MethodAttributes.Assembly => (int)MethodAttributes.Public,
        MethodAttributes.FamANDAssem => (int)MethodAttributes.Family,
        _ => access,
    };

    private static void WidenTable(byte[] image, MetadataReader metadata, int start, TableIndex table, int flagsOffset, Func<int, int> widen)
    {
        int size = metadata.GetTableRowSize(table);
        int flags = start + metadata.GetTableMetadataOffset(table) + flagsOffset;
        for (int row = 0; row < metadata.GetTableRowCount(table); row++, flags += size)
        {
            image[flags] = (byte)((image[flags] & ~AccessMask) | widen(image[flags] & AccessMask));
        }
    }
}
