using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Nola.Estimators.Tests.Interop;

/// <summary>Reads from a compiled assembly which types and members of other assemblies it refers to that are not public there.</summary>
internal static class InternalReferences
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Members as "Type:Member", and types of which no member is used as "Type".</summary>
    public static IReadOnlyList<string> Find(string path, IReadOnlyList<Assembly> targets)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        var members = new SortedSet<string>(StringComparer.Ordinal);
        var covered = new HashSet<string>(StringComparer.Ordinal);
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference
                && FindType(metadata, (TypeReferenceHandle)member.Parent, targets) is Type type)
            {
                string name = metadata.GetString(member.Name);
                covered.Add(type.FullName!);
                if (!IsOpen(type) || !type.GetMember(name, Any).Any(IsOpen))
                {
                    members.Add($"{type.FullName}:{name}");
                }
            }
        }

        IEnumerable<string> types = metadata.TypeReferences
            .Select(handle => FindType(metadata, handle, targets))
            .Where(type => type is not null && !IsOpen(type) && !covered.Contains(type.FullName!))
            .Select(type => type!.FullName!);
        return [.. members, .. types.Order(StringComparer.Ordinal)];
    }

    private static Type? FindType(MetadataReader metadata, TypeReferenceHandle handle, IReadOnlyList<Assembly> targets)
    {
        string name = FullName(metadata, handle);
        string assembly = AssemblyName(metadata, handle);
        return targets.FirstOrDefault(target => target.GetName().Name == assembly)?.GetType(name);
    }

    private static string AssemblyName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        EntityHandle scope = metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind == HandleKind.TypeReference
            ? AssemblyName(metadata, (TypeReferenceHandle)scope)
            : metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name);
    }

    private static string FullName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        string name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{FullName(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static bool IsOpen(Type type) => type.IsVisible;

    private static bool IsOpen(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        _ => true,
    };
}
