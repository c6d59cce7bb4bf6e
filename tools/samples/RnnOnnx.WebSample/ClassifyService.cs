using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using RnnOnnx.Batching;
using RnnOnnx.Hosting;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.WebSample;

/// <summary>Classifies texts over HTTP: <c>POST /classify/{model}</c>, <c>GET /models</c>, <c>GET /health</c>.</summary>
public static class ClassifyService
{
    private const int LargestRequest = 1 << 20;

    /// <summary>Makes the service; the caller runs it.</summary>
    /// <param name="args">Configuration: <c>--zoo FOLDER</c> (default <c>models</c>), <c>--models ID,ID</c> (default: all that classify), <c>--urls URL</c>.</param>
    /// <param name="configure">Changes the services; null to take them as they are.</param>
    /// <exception cref="RnnOnnxException">The folder of the models is not there, or holds no model that classifies.</exception>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(static server => server.Limits.MaxRequestBodySize = LargestRequest);
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJsonContext.Default));
        var zoo = builder.Configuration["zoo"] ?? "models";
        var models = builder.Services.AddRnnOnnx(options => options.ZooPath = zoo);
        foreach (var id in ModelIds(zoo, builder.Configuration["models"]))
        {
            models.AddModel(id);
        }

        builder.Services.AddHealthChecks().AddCheck<ModelsHealthCheck>("models");
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapPost("/classify/{model}", ClassifyAsync);
        app.MapGet("/models", static (IServiceProvider services) => Results.Ok(Ids(services)));
        app.MapHealthChecks("/health", new HealthCheckOptions { AllowCachingResponses = false });
        return app;
    }

    // Bound by hand: what is wrong with a request is then told in one line of our own, and nothing of it is logged.
    private static async Task<IResult> ClassifyAsync(string model, HttpRequest request, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetKeyedService<IBatchingClassifier>(model) is not { } classifier)
        {
            return Error(StatusCodes.Status404NotFound, $"There is no model '{model}'; there are {string.Join(", ", Ids(services))}.");
        }

        if (!request.HasJsonContentType())
        {
            return Error(StatusCodes.Status400BadRequest, RequestForm.Complain("The content type is not JSON"));
        }

        var (text, complaint) = await RequestForm.ReadAsync(request.Body, cancellationToken).ConfigureAwait(false);
        if (text is null)
        {
            return Error(StatusCodes.Status400BadRequest, complaint!);
        }

        try
        {
            var prediction = await classifier.PredictAsync(text, cancellationToken).ConfigureAwait(false);
            return Results.Ok(prediction);
        }
        catch (ClassifierOverloadedException e)
        {
            request.HttpContext.Response.Headers.RetryAfter = "1";
            return Error(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }

    private static IResult Error(int status, string message) => Results.Json(new ErrorReply(message), ServiceJsonContext.Default.ErrorReply, statusCode: status);

    private static string[] Ids(IServiceProvider services) => [.. services.GetKeyedServices<IBatchingClassifier>(KeyedService.AnyKey).Select(static model => model.ModelId).Order(StringComparer.Ordinal)];

    private static string[] ModelIds(string folder, string? chosen)
    {
        if (chosen is not null)
        {
            return chosen.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        using var zoo = ModelZoo.Open(folder);
        string[] ids = [.. zoo.Models.Where(static model => model.Manifest is { Task: not ModelTask.Generation }).Select(static model => model.Id)];
        return ids.Length > 0 ? ids : throw new RnnOnnxException($"There is no model that classifies in {zoo.Folder}; run 'make train-all' or give --zoo FOLDER.");
    }
}
