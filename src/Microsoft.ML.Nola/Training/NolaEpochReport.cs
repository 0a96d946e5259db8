namespace Microsoft.ML.Nola;

/// <summary>One epoch of a fit.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">The mean training loss a row.</param>
/// <param name="ValidationLoss">The mean loss a row on the validation set, where there is one.</param>
/// <param name="ValidationMetric">The metric on the validation set (accuracy for classification), where there is one.</param>
/// <param name="Seconds">The time it took, validation included.</param>
/// <param name="Tokens">The training tokens, padding not counted.</param>
public sealed record NolaEpochReport(int Epoch, double Loss, double? ValidationLoss, double? ValidationMetric, double Seconds, long Tokens);
