using Microsoft.Extensions.Options;

namespace RnnOnnx.Hosting;

/// <summary>Refuses sizes and delays with which no text could be classified.</summary>
internal sealed class HostedModelOptionsValidator : IValidateOptions<HostedModelOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HostedModelOptions options)
    {
        var violation = options switch
        {
            { Classifier: null } => $"{nameof(options.Classifier)} is null and must not be",
            { Batching: null } => $"{nameof(options.Batching)} is null and must not be",
            { Classifier.DeviceId: < 0 } => $"{nameof(options.Classifier)}.{nameof(options.Classifier.DeviceId)} is {options.Classifier.DeviceId} and must be at least 0, or null",
            _ => options.Batching.Violation() is { } inner ? $"{nameof(options.Batching)}.{inner}" : null,
        };
        return violation is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"{nameof(HostedModelOptions)} of '{name}': {violation}.");
    }
}
