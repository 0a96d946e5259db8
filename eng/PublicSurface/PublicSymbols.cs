using Microsoft.CodeAnalysis;

namespace PublicSurface;

/// <summary>Lists what others can see of an assembly, formatted as Microsoft.CodeAnalysis.PublicApiAnalyzers formats it.</summary>
internal static class PublicSymbols
{
    private static readonly SymbolDisplayFormat Format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.OmittedAsContaining,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeExplicitInterface | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeExtensionThis | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.IncludeNotNullableReferenceTypeModifier);

    public static IEnumerable<string> List(IAssemblySymbol assembly) => List(assembly.GlobalNamespace);

    private static IEnumerable<string> List(INamespaceOrTypeSymbol container) => container.GetMembers().Where(IsVisible).SelectMany(static member => member switch
    {
        INamespaceSymbol space => List(space),
        INamedTypeSymbol type => List(type).Prepend(Describe(type)),
        _ => HasLine(member) ? [Describe(member)] : [],
    });

    /// <summary>A protected member is seen by those who derive, so not in a type from which nobody outside can.</summary>
    private static bool IsVisible(ISymbol symbol) => symbol.DeclaredAccessibility switch
    {
        Accessibility.Public => true,
        Accessibility.Protected or Accessibility.ProtectedOrInternal => CanBeDerived(symbol.ContainingType),
        _ => symbol is INamespaceSymbol,
    };

    private static bool CanBeDerived(INamedTypeSymbol type) =>
        !type.IsSealed && type.InstanceConstructors.Any(static constructor =>
            constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal);

    /// <summary>A property and an enumeration's field value__ have no line: the accessors and the members have. Delegates have one for Invoke alone.</summary>
    private static bool HasLine(ISymbol member) => member switch
    {
        IPropertySymbol => false,
        IMethodSymbol { MethodKind: MethodKind.EventAdd or MethodKind.EventRemove or MethodKind.Destructor or MethodKind.StaticConstructor } => false,
        IMethodSymbol { ContainingType.TypeKind: TypeKind.Delegate } method => method.MethodKind == MethodKind.DelegateInvoke,
        { ContainingType.TypeKind: TypeKind.Enum } => member is IFieldSymbol { HasConstantValue: true },
        _ => true,
    };

    private static string Describe(ISymbol symbol)
    {
        ITypeSymbol? type = symbol switch
        {
            IMethodSymbol method => method.ReturnType,
            IEventSymbol @event => @event.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        };
        string line = symbol.ToDisplayString(Format);
        return type is null ? line : $"{line} -> {type.ToDisplayString(Format)}";
    }
}
