# Random-intercept cross-lagged panel models by lavaan, lags equal over waves.
# Run: Rscript riclpm.R                        riclpm.csv -> expected.json
#      Rscript riclpm.R FILE shared_figures.json   the same figures for a table x1..x5 y1..y5 without header
# (R 4.2, lavaan 0.6-14, jsonlite)
#
# A: residual covariance equal over waves 2..5; first state independent of the intercepts (the usual RI-CLPM)
# B: residual covariance free in every wave
# C: like A, with the first state's covariances with the intercepts free
# Each by "wishart" (covariance with divisor N - 1, as after removing estimated period means) and by "normal" (N).
suppressPackageStartupMessages({ library(lavaan); library(jsonlite) })
arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments)) {
  data <- read.table(arguments[1])[, 1:10]
  names(data) <- c(paste0("x", 1:5), paste0("y", 1:5))
  target <- arguments[2]
} else {
  data <- read.csv("riclpm.csv")
  target <- "expected.json"
}

lines <- function(...) paste(sprintf(...), collapse = "\n")
model <- function(kind) {
  t <- 2:5
  label <- function(name) if (kind == "B") paste0(name, t) else name
  paste(
    "RIx =~ 1*x1 + 1*x2 + 1*x3 + 1*x4 + 1*x5", "RIy =~ 1*y1 + 1*y2 + 1*y3 + 1*y4 + 1*y5",
    "RIx ~~ ix*RIx\nRIx ~~ ixy*RIy\nRIy ~~ iy*RIy",
    lines("wx%d =~ 1*x%d\nwy%d =~ 1*y%d\nx%d ~~ 0*x%d\ny%d ~~ 0*y%d", 1:5, 1:5, 1:5, 1:5, 1:5, 1:5, 1:5, 1:5),
    lines("wx%d ~ xx*wx%d + xy*wy%d\nwy%d ~ yx*wx%d + yy*wy%d", t, t - 1, t - 1, t, t - 1, t - 1),
    "wx1 ~~ sx*wx1\nwx1 ~~ sxy*wy1\nwy1 ~~ sy*wy1",
    lines("wx%d ~~ %s*wx%d\nwx%d ~~ %s*wy%d\nwy%d ~~ %s*wy%d",
          t, label("qx"), t, t, label("qxy"), t, t, label("qy"), t),
    if (kind == "C") "wx1 ~~ kxx*RIx\nwx1 ~~ kxy*RIy\nwy1 ~~ kyx*RIx\nwy1 ~~ kyy*RIy"
    else "RIx ~~ 0*wx1 + 0*wy1\nRIy ~~ 0*wx1 + 0*wy1",
    sep = "\n")
}

figures <- function(kind, likelihood) {
  fit <- lavaan(model(kind), data = data, likelihood = likelihood, meanstructure = FALSE)
  slope <- nrow(data) * lavInspect(fit, "gradient")
  short <- sqrt(drop(slope %*% vcov(fit) %*% slope)) # of the maximum, in standard errors
  stopifnot(lavInspect(fit, "converged"), short < 5e-5)
  p <- parameterEstimates(fit)
  p <- p[p$label != "" & !duplicated(p$label), ]
  m <- fitMeasures(fit, c("chisq", "df"))
  list(estimate = as.list(setNames(p$est, p$label)), se = as.list(setNames(p$se, p$label)),
       chisq = m[["chisq"]], df = m[["df"]])
}

out <- list(units = nrow(data))
for (kind in c("A", "B", "C")) for (likelihood in c("wishart", "normal"))
  out[[kind]][[likelihood]] <- figures(kind, likelihood)
writeLines(toJSON(out, digits = 12, auto_unbox = TRUE, pretty = TRUE), target)
