//go:build !race

package faults_test

const slack = 1
