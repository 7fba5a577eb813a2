# Figures of R's psych, lavaan, multilevel, nlme and metafor on the data of make_data.R, and of a plain numerical
# integral. Run: Rscript reference.R    (writes expected.json; R 4.2, psych 2.2.9, lavaan 0.6-14, multilevel 2.7,
# metafor 3.8-1)
suppressPackageStartupMessages({
  library(psych); library(lavaan); library(multilevel); library(metafor); library(jsonlite)
})
survey <- read.csv("survey.csv")
items <- survey[, paste0("i", 1:6)]
whole <- na.omit(items)
out <- list()

# alpha, item-rest: psych on complete answers (its own default is pairwise)
a <- psych::alpha(whole)
ci <- psych::alpha.ci(a$total$raw_alpha, n.obs = nrow(whole), n.var = 6)
out$alpha <- list(value = a$total$raw_alpha, low = ci$lower.ci, high = ci$upper.ci, n = nrow(whole),
                  r_drop = a$item.stats$r.drop, mean_r = mean(cor(whole)[lower.tri(diag(6))]))

# two items: standardised alpha is Spearman-Brown; r.con is Fisher's z
two <- na.omit(items[, c("i1", "i2")])
r <- cor(two)[1, 2]
out$spearman_brown <- list(value = suppressWarnings(psych::alpha(two))$total$std.alpha, n = nrow(two),
                           r_interval = psych::r.con(r, nrow(two)))

# omega: one factor by normal maximum likelihood, delta method
model <- paste0("f =~ NA*i1 + ", paste0("l", 1:6, "*i", 1:6, collapse = " + "), "\n f ~~ 1*f\n",
                paste0("i", 1:6, " ~~ e", 1:6, "*i", 1:6, collapse = "\n"),
                "\n omega := (", paste0("l", 1:6, collapse = "+"), ")^2/((", paste0("l", 1:6, collapse = "+"),
                ")^2+", paste0("e", 1:6, collapse = "+"), ")")
fit <- lavaan(model, whole, auto.var = FALSE)
p <- parameterEstimates(fit)
out$omega <- list(value = p$est[p$label == "omega"], se = p$se[p$label == "omega"],
                  loadings = p$est[p$op == "=~"], unique = p$est[p$op == "~~"][2:7])

# agreement: multilevel; it leaves people with a blank out, as we do
one <- data.frame(x = items$i1, g = survey$team)
out$rwg <- list(uniform = multilevel::rwg(one$x, one$g, ranvar = 2)$rwg,
                skewed = multilevel::rwg(one$x, one$g, ranvar = 1.34)$rwg)
out$rwg_j <- list(team = multilevel::rwg.j(items, survey$team)$grpid,
                  uniform = multilevel::rwg.j(items, survey$team, ranvar = 2)$rwg.j,
                  skewed = multilevel::rwg.j(items, survey$team, ranvar = 1.34)$rwg.j,
                  n = multilevel::rwg.j(items, survey$team)$gsize)
out$average_deviation <- list(item = multilevel::ad.m(one$x, one$g, type = "median")$AD.M,
                              scale = multilevel::ad.m(items, survey$team, type = "median")$AD.M)

# ICC
scores <- na.omit(data.frame(x = rowMeans(items), g = factor(survey$team)))
table <- aov(x ~ g, scores)
mixed <- lme(x ~ 1, random = ~1 | g, scores, control = lmeControl(msTol = 1e-12, tolerance = 1e-12))
tau <- as.numeric(VarCorr(mixed)[1, 1]); sigma <- mixed$sigma^2
size <- as.numeric(base::table(scores$g))
out$icc <- list(icc1 = multilevel::ICC1(table), icc2 = multilevel::ICC2(table),
                f = summary(table)[[1]][1, 4], p = summary(table)[[1]][1, 5],
                mixed_icc1 = tau / (tau + sigma), mixed_each = mean(tau / (tau + sigma / size)),
                mixed_mean = tau / (tau + sigma / mean(size)))
balanced <- read.csv("balanced.csv")
wide <- matrix(balanced$score, ncol = 4, byrow = TRUE)
psych_icc <- psych::ICC(wide, lmer = FALSE)$results
out$icc_balanced <- list(icc1 = unlist(psych_icc[1, c(2, 7, 8)]), icc2 = unlist(psych_icc[4, c(2, 7, 8)]),
                         f = psych_icc$F[1], p = psych_icc$p[1])

# variance between units and shrunken values: metafor; with A integrated out: R's adaptive integrate()
units <- read.csv("units.csv")
strict <- list(threshold = 1e-12, maxiter = 1000, tol = 1e-13)
shrunken <- function(y, v) {
  reml <- rma(y, v, method = "REML", control = strict)
  pulled <- blup(reml)
  list(reml = reml$tau2, paule_mandel = rma(y, v, method = "PM", control = strict)$tau2,
       mean = as.numeric(reml$beta), blup = pulled$pred, se = pulled$se)
}
integrated <- function(y, v) {
  at <- function(A) {
    w <- 1 / (v + A); m <- sum(w * y) / sum(w); B <- v * w
    list(density = exp(.5 * sum(log(w)) - .5 * log(sum(w)) - .5 * sum(w * (y - m)^2)),
         mean = y - B * (y - m), var = v * (1 - B) + B^2 / sum(w))
  }
  over <- function(g) integrate(Vectorize(g), 0, Inf, rel.tol = 1e-11, subdivisions = 5000)$value
  total <- over(function(A) at(A)$density)
  first <- sapply(seq_along(y), function(i) over(function(A) at(A)$density * at(A)$mean[i]) / total)
  second <- sapply(seq_along(y), function(i)
    over(function(A) at(A)$density * (at(A)$var[i] + (at(A)$mean[i] - first[i])^2)) / total)
  list(values = first, sd = sqrt(second),
       below_10 = integrate(Vectorize(function(A) at(A)$density), 0, 10, rel.tol = 1e-11)$value / total)
}
out$units <- shrunken(units$value, units$noise)
out$flat <- shrunken(units$flat, units$noise)
out$integrated <- list(value = integrated(units$value, units$noise), flat = integrated(units$flat, units$noise))

write_json(out, "expected.json", digits = NA, auto_unbox = TRUE, pretty = TRUE, na = "null")
