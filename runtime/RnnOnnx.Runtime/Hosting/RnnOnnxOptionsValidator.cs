using Microsoft.Extensions.Options;

namespace RnnOnnx.Hosting;

/// <summary>Tells at start that the models' folder is not there, which otherwise the first caller would learn.</summary>
internal sealed class RnnOnnxOptionsValidator : IValidateOptions<RnnOnnxOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RnnOnnxOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ZooPath))
        {
            return ValidateOptionsResult.Fail($"{nameof(RnnOnnxOptions)}.{nameof(options.ZooPath)} is empty; give the folder that holds the models.");
        }

        return Directory.Exists(options.ZooPath)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{nameof(RnnOnnxOptions)}.{nameof(options.ZooPath)} is '{options.ZooPath}', and there is no folder {Path.GetFullPath(options.ZooPath)}; run 'make train-all' or give the folder that holds the models.");
    }
}
